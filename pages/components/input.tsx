import { classNames } from './class-names.ts';
import { type Content, type FieldProps, LabelledControl, type Tied } from './field.tsx';

type InputProps = FieldProps & {
  value?: string;
  /** `text` unless it is an email address, a telephone number or a search. Numbers are text with `inputmode="numeric"`. */
  type?: 'text' | 'email' | 'tel' | 'search' | 'number';
  /** About how many characters fit: it hints at the length of the answer. */
  width?: 2 | 3 | 4 | 5 | 10 | 20 | 30;
  inputmode?: 'text' | 'email' | 'tel' | 'numeric' | 'decimal';
  /** What a browser may fill in for the person, so that they need not type it again (WCAG 1.3.5). */
  autocomplete?: string;
  /** False for names, codes and addresses, which a spelling checker would underline. */
  spellcheck?: boolean;
  pattern?: string;
  /** What stands before or after the answer, such as "working days". Hidden from screen readers: the label must say it too. */
  prefix?: Content;
  suffix?: Content;
  class?: string;
};

/** One line of text. */
export const Input = (props: InputProps) => (
  <LabelledControl
    {...props}
    draw={(tied) =>
      props.prefix || props.suffix ? (
        <div class="govuk-input__wrapper">
          {props.prefix ? <Affix place="prefix" text={props.prefix} /> : null}
          <Line {...props} {...tied} />
          {props.suffix ? <Affix place="suffix" text={props.suffix} /> : null}
        </div>
      ) : (
        <Line {...props} {...tied} />
      )
    }
  />
);

const Line = (props: InputProps & Tied) => (
  <input
    class={classNames(
      'govuk-input',
      props.width && `govuk-input--width-${props.width}`,
      props.class,
      props.error && 'govuk-input--error',
    )}
    id={props.id}
    name={props.name}
    type={props.type ?? 'text'}
    spellcheck={props.spellcheck}
    value={props.value}
    aria-describedby={props.describedBy}
    autocomplete={props.autocomplete}
    pattern={props.pattern}
    inputmode={props.inputmode}
  />
);

const Affix = (props: { place: 'prefix' | 'suffix'; text: Content }) => (
  <div class={`govuk-input__${props.place}`} aria-hidden="true">
    {props.text}
  </div>
);
