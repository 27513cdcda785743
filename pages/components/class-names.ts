/** The `class` attribute made of the names that apply, in order; a false, empty or missing name is left out. */
export const classNames = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ');
