import type { Child } from 'hono/jsx';
import { dateTyped, type FormState } from '../frame.ts';
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

/** What a field is given that stands under a legend of its own group: its name, what was typed in it, and what to put right. */
export const fieldInGroup = (form: FormState, name: string) => ({
  name,
  value: form.typed[name] ?? '',
  errors: form.errors,
});
/** The same for the three boxes of a date. */
export const dateInGroup = (form: FormState, name: string) => ({
  name,
  value: dateTyped(form.typed, name),
  errors: form.errors,
});

/** What a field is given that asks a question by itself: the same, with its label in bold. */
export const field = (form: FormState, name: string) => ({ ...fieldInGroup(form, name), labelSize: 's' as const });
/** The same for the three boxes of a date. */
export const date = (form: FormState, name: string) => ({ ...dateInGroup(form, name), labelSize: 's' as const });
