import { LAYER_NAMES, type SpanShape } from '@tracebin/model';
import { oneLine } from '../layout/readable-text.ts';

/** One kind of span as a name: colour of its layer, service where it says more, statement or name. */
export function ShapeName({ shape, withService }: { shape: SpanShape; withService: boolean }) {
  const text = shape.statement === '' ? shape.name : shape.statement;
  return (
    <>
      <i className={`sw l-${LAYER_NAMES[shape.layer] ?? 'other'}`} title={LAYER_NAMES[shape.layer]} />{' '}
      {withService && <bdi className="muted wide">{oneLine(shape.service, 40)} </bdi>}
      <bdi className={shape.statement === '' ? undefined : 'mono'} title={oneLine(text, 2_000)}>
        {oneLine(text, 200) || '(no name)'}
      </bdi>
    </>
  );
}
