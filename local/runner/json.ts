/** A JSON value as the runner handles it: plain, no `undefined` anywhere. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };
