import type { Child } from 'hono/jsx';
import { dateOf, type FormState, fieldOf } from '../frame.ts';
import type { DisagreementFacts } from './facts.ts';

/** What every act's form is drawn from. */
export interface ActFormProps {
  facts: DisagreementFacts;
  form: FormState;
  /** How many empty rows for agreed actions. */
  rows: number;
}

/** The form of one act: its page and its button. */
export interface ActForm {
  /** The act as a link says it and as its page is headed. */
  title: string;
  /** The same where the open stage decides what it comes to: "Refer it on to Stage 4b". */
  titleNow?(facts: DisagreementFacts): string | undefined;
  /** What pressing the button does, on the button. */
  button: string;
  isGrave?: true;
  Fields(props: ActFormProps): Child;
}

/** What a field is given that asks a question by itself, with its label in bold. One that stands under a legend of its own group is given `fieldOf`. */
export const field = (form: FormState, name: string) => ({ ...fieldOf(form, name), labelSize: 's' as const });
/** The same for the three boxes of a date. */
export const date = (form: FormState, name: string) => ({ ...dateOf(form, name), labelSize: 's' as const });
