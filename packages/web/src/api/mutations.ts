import type {
  BinAnswer,
  BinChange,
  BinCreated,
  BinRequest,
  FindingChange,
  KeyCreated,
  ThresholdChange,
  ThresholdsAnswer,
} from '@tracebin/model';
import { requestApi } from './client.ts';
import { binPath } from './queries.ts';

/** @param adminSecret asked for by servers that listen beyond loopback. */
export const createBin = (request: BinRequest, adminSecret?: string): Promise<BinCreated> =>
  requestApi<BinCreated>('/api/bins', {
    method: 'POST',
    body: request,
    ...(adminSecret ? { headers: { 'x-tracebin-admin-secret': adminSecret } } : {}),
  });

export const changeBin = (bin: string, change: BinChange): Promise<BinAnswer> =>
  requestApi<BinAnswer>(binPath(bin), { method: 'PATCH', body: change });

/** What people say of a finding. */
export const changeFinding = (bin: string, key: string, change: FindingChange): Promise<unknown> =>
  requestApi<unknown>(`${binPath(bin)}/findings/${encodeURIComponent(key)}`, {
    method: 'PATCH',
    body: change,
  });

/** When something counts as a finding. */
export const changeThresholds = (bin: string, change: ThresholdChange): Promise<ThresholdsAnswer> =>
  requestApi<ThresholdsAnswer>(`${binPath(bin)}/findings/thresholds`, { method: 'PATCH', body: change });

export const createIngestKey = (bin: string): Promise<KeyCreated> =>
  requestApi<KeyCreated>(`${binPath(bin)}/keys`, { method: 'POST', body: {} });

/** Takes a posted marker away. */
export const removeMarker = (bin: string, id: string): Promise<unknown> =>
  requestApi<unknown>(`${binPath(bin)}/markers/${encodeURIComponent(id)}`, { method: 'DELETE' });
