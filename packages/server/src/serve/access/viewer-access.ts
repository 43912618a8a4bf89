/**
 * Which bin a path of the API means: a view token, or `local` on this machine. A token that is unknown, an
 * ingest key and a bin that is somebody else's all get the same answer, after the same work.
 */
import { NotFoundError } from '../../errors.ts';
import { type Bin, type BinRegistry, LOCAL_BIN } from '../../store/keys/index.ts';
import type { AccessPolicy, RequestFacts } from './access-policy.ts';

export class ViewerAccess {
  readonly #bins: BinRegistry;
  readonly #policy: AccessPolicy;

  constructor(bins: BinRegistry, policy: AccessPolicy) {
    this.#bins = bins;
    this.#policy = policy;
  }

  /** @throws NotFoundError */
  resolve(request: RequestFacts, binInPath: string): Bin {
    const found = this.#bins.findByViewToken(binInPath);
    if (found !== undefined) return found;
    if (binInPath === LOCAL_BIN && this.#policy.trusts(request)) return this.#bins.local;
    throw new NotFoundError('There is no such bin.', {
      hint: 'The address of a bin holds its view token (tb_v_…), complete and unchanged. The bin "local" opens on the machine of the server only.',
    });
  }
}
