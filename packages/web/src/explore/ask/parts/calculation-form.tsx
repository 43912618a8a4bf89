import {
  CALCULATION_OPS,
  type Calculation,
  type CalculationOp,
  needsColumn,
  printField,
} from '@tracebin/model';
import { useState } from 'react';
import { Combobox } from '../../../controls/combobox.tsx';
import { isFreeName, onlyFilterOf, withCalculation } from '../question-edits.ts';
import { useFieldNames } from '../use-field-names.ts';
import { FilterFields, useFilterDraft } from './filter-fields.tsx';
import { type PartFormProps, verbOf } from './part-form-props.ts';

/** What is calculated of which field; on demand of some events only, and under a name. */
export function CalculationForm({ bin, question, index, done }: PartFormProps) {
  const known: Calculation | undefined = index === undefined ? undefined : question.calculations?.[index];
  const [op, setOp] = useState<CalculationOp>(known?.op ?? 'COUNT');
  const [column, setColumn] = useState(known?.column ?? 'duration');
  const onlyFilter = known === undefined ? undefined : onlyFilterOf(known);
  const [isFiltered, setFiltered] = useState(onlyFilter !== undefined);
  const [name, setName] = useState(known?.name);
  const draft = useFilterDraft(onlyFilter);
  const calculated = (question.calculatedFields ?? []).map(({ name }) => name);
  const fields = useFieldNames(bin, column, question.dataset, calculated);
  // Conditions in each other are changed in the text.
  const hasManyFilters = known?.filters !== undefined && onlyFilter === undefined;
  // A formula knows it by its name.
  const isNameFixed =
    known?.name !== undefined &&
    (question.formulas ?? []).some(({ expression }) => expression.includes(known.name!));
  const plainName = name?.trim() ?? '';
  const isNameFine = plainName === '' || plainName === known?.name || isFreeName(question, plainName);
  const isComplete =
    (!needsColumn(op) || column.trim() !== '') &&
    (!isFiltered || draft.condition !== undefined) &&
    isNameFine;
  const filters =
    isFiltered && draft.condition !== undefined
      ? { filters: [draft.condition] }
      : hasManyFilters
        ? {
            filters: known.filters!,
            ...(known.filterCombination && { filterCombination: known.filterCombination }),
          }
        : {};
  return (
    <form
      className="chip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete) return;
        const next: Calculation = {
          op,
          ...(needsColumn(op) ? { column: column.trim() } : {}),
          ...(plainName === '' ? {} : { name: plainName }),
          ...filters,
        };
        done(withCalculation(question, next, index));
      }}
    >
      <select
        className="field"
        aria-label="Calculation"
        value={op}
        onChange={(event) => setOp(event.target.value as CalculationOp)}
      >
        {CALCULATION_OPS.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
      {needsColumn(op) && (
        <Combobox
          label="Field to calculate"
          placeholder="field"
          value={column}
          options={fields}
          type={setColumn}
          submit={setColumn}
        />
      )}
      {isFiltered && (
        <span className="chip-form-part">
          <span className="muted">only where</span>
          <FilterFields bin={bin} dataset={question.dataset} calculated={calculated} draft={draft} />
        </span>
      )}
      {name !== undefined && (
        <span className="chip-form-part">
          <span className="muted">named</span>
          <input
            className="field"
            aria-label="Name of the calculation"
            placeholder="name"
            readOnly={isNameFixed}
            title={isNameFixed ? `A formula knows it as ${printField(plainName)}` : undefined}
            aria-invalid={!isNameFine || undefined}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </span>
      )}
      <button type="submit" className="ctl" disabled={!isComplete}>
        {verbOf(index)}
      </button>
      <span className="chip-form-more">
        {!isFiltered && !hasManyFilters && (
          <button type="button" className="link-button" onClick={() => setFiltered(true)}>
            Only where…
          </button>
        )}
        {isFiltered && (
          <button type="button" className="link-button" onClick={() => setFiltered(false)}>
            Of all events
          </button>
        )}
        {name === undefined && (
          <button type="button" className="link-button" onClick={() => setName('')}>
            Name it
          </button>
        )}
        {question.unweighted !== true && index === undefined && (
          <button
            type="button"
            className="link-button"
            title="Each event counts once, whatever its sample rate says it stands for"
            onClick={() => done({ ...question, unweighted: true })}
          >
            Count stored events
          </button>
        )}
      </span>
    </form>
  );
}
