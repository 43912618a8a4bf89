import { type Ref, useId, useState } from 'react';
import './combobox.css';

interface ComboboxProps {
  /** What the field is, to a reader who hears the page, and its placeholder. */
  label: string;
  placeholder: string;
  value: string;
  options: readonly string[];
  /** Every change of the text; the caller finds options for it. */
  type: (text: string) => void;
  /** An option was chosen, or Enter was pressed on the text. */
  submit: (text: string) => void;
  /** Choosing an option only completes the text (a key that still needs its value). */
  completes?: (option: string) => boolean;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
  invalid?: boolean;
}

/** A text field that offers values; what is not offered may be typed all the same (WAI-ARIA combobox pattern). */
export function Combobox(props: ComboboxProps) {
  const { label, placeholder, value, options, type, submit, completes } = props;
  const { className = '', inputRef, invalid = false } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const shown = open && options.length > 0;
  const choose = (option: string) => {
    setActive(-1);
    if (completes?.(option)) {
      type(option);
      return;
    }
    setOpen(false);
    submit(option);
  };
  return (
    <span className={`combobox ${className}`}>
      <input
        ref={inputRef}
        className="field"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={shown ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={invalid || undefined}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onFocus={() => setOpen(true)}
        onBlur={() => {
          setOpen(false);
          setActive(-1);
        }}
        onChange={(event) => {
          setOpen(true);
          setActive(-1);
          type(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            const step = event.key === 'ArrowDown' ? 1 : -1;
            // One place more than there are options: -1 is the text itself.
            const places = options.length + 1;
            setActive((now) => ((now + 1 + step + places) % places) - 1);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            const option = shown ? options[active] : undefined;
            if (option !== undefined) choose(option);
            else {
              setOpen(false);
              submit(value);
            }
          } else if (event.key === 'Escape') {
            // In a panel the second one is the panel's, which closes and gives the focus back to its button.
            if (!shown && event.currentTarget.closest('.floating') !== null) return;
            event.stopPropagation();
            if (shown) setOpen(false);
            else event.currentTarget.blur();
          }
        }}
      />
      {shown && (
        <div className="float-panel left options" role="listbox" id={`${id}-list`} aria-label={label}>
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
            <div
              key={option}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              title={option}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option}
            </div>
          ))}
        </div>
      )}
    </span>
  );
}
