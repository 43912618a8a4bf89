/** What the overview, the page of one transaction and the page of deploys ask of the rooms before them. */
import type {
  ComparisonAnswer,
  ComparisonSearch,
  Marker,
  MarkerRequest,
  MarkerSearch,
  MarkersAnswer,
  OverviewAnswer,
  OverviewSearch,
  TransactionDetailAnswer,
  TransactionDetailSearch,
  TransactionProfileAnswer,
} from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';

/** A bin with the T of its Apdex. */
type RatedBin = BinScope & { apdexMs: number };

export interface LoadQuestions {
  overview(bin: RatedBin, search: OverviewSearch): Promise<OverviewAnswer>;
  transaction(bin: RatedBin, search: TransactionDetailSearch): Promise<TransactionDetailAnswer>;
  transactionProfile(bin: BinScope, search: TransactionDetailSearch): Promise<TransactionProfileAnswer>;
  comparison(bin: BinScope, search: ComparisonSearch): Promise<ComparisonAnswer>;
  markers(bin: BinScope, search: MarkerSearch): Promise<MarkersAnswer>;
  addMarker(bin: BinScope, request: MarkerRequest): Promise<Marker>;
  /** @throws NotFoundError */
  removeMarker(bin: BinScope, id: string): Promise<void>;
}
