/** What the frame of every page shows beside the page itself. */
export interface Frame {
  isTrial: boolean;
  /** The address of whoever is signed in: on a shared computer it matters. */
  signedInAs?: string;
  partnershipName?: string;
  /** The page's own path: the part of the service it belongs to is marked in the navigation. */
  at?: string;
  /** They are named as a lead of some partnership: their desk is in the navigation. */
  leads?: boolean;
}

/** A form as it was sent back: what was typed and what to put right. Empty on the blank form. */
export interface FormState {
  typed: Readonly<Record<string, string | undefined>>;
  errors: readonly { field: string; message: string }[];
}

export const BLANK_FORM: FormState = { typed: {}, errors: [] };

/** The three boxes of a date as they were typed. */
export const dateTyped = (typed: FormState['typed'], name: string) => ({
  day: typed[`${name}-day`] ?? '',
  month: typed[`${name}-month`] ?? '',
  year: typed[`${name}-year`] ?? '',
});

/** What a field is given of the form it stands in: its name, what was typed in it, and what to put right. */
export const fieldOf = (form: FormState, name: string) => ({
  name,
  value: form.typed[name] ?? '',
  errors: form.errors,
});

/** The same for the three boxes of a date. */
export const dateOf = (form: FormState, name: string) => ({
  name,
  value: dateTyped(form.typed, name),
  errors: form.errors,
});
