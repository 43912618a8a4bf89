import { BadRequestError } from '../../errors.ts';

/** A field of a request has a value that it cannot have. Answered with `google.rpc.BadRequest` details. */
export class FieldError extends BadRequestError {
  /** `resourceSpans[0].scopeSpans[0].spans[3].kind` */
  readonly field: string;
  readonly description: string;

  constructor(field: string, description: string) {
    super('undecodable', `${field} ${description}`, {
      hint: 'see docs/reference/otlp.md for what is read of OTLP/JSON',
    });
    this.field = field;
    this.description = description;
  }
}
