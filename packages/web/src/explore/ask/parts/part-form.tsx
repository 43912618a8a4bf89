import type { QuestionPart } from '../question-chips.ts';
import { BreakdownForm } from './breakdown-form.tsx';
import { CalculationForm } from './calculation-form.tsx';
import { FieldForm } from './field-form.tsx';
import { FilterForm } from './filter-form.tsx';
import { FormulaForm } from './formula-form.tsx';
import { HavingForm } from './having-form.tsx';
import { OrderForm } from './order-form.tsx';
import type { PartFormProps } from './part-form-props.ts';
import { CompareForm, DatasetForm, EveryForm, LimitForm } from './single-forms.tsx';

const FORMS: Record<QuestionPart['kind'], (props: PartFormProps) => React.JSX.Element> = {
  field: FieldForm,
  calculation: CalculationForm,
  formula: FormulaForm,
  dataset: DatasetForm,
  filter: FilterForm,
  breakdown: BreakdownForm,
  having: HavingForm,
  order: OrderForm,
  limit: LimitForm,
  compare: CompareForm,
  every: EveryForm,
};

/** The form in which a part is added or changed, without a word of the language. */
export function PartForm({ part, ...props }: Omit<PartFormProps, 'index'> & { part: QuestionPart }) {
  const Form = FORMS[part.kind];
  return <Form {...props} index={part.index} />;
}
