import { randomUUID } from 'node:crypto';

/** Marks a token as this runner's, and its form. */
const TOKEN_FORM = 'cg1';

/** A token says whose it is, so that finding who waits for it needs no index; its chance part is what makes it hard to guess. */
export function tokenFor(execution: string, scheduledEventId: number, random: () => number): string {
  const chance =
    random === Math.random
      ? randomUUID()
      : Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return Buffer.from(`${TOKEN_FORM}:${execution}:${scheduledEventId}:${chance}`).toString('base64url');
}

/** Whose a token says it is; undefined when it is none of this runner's. */
export function readToken(token: string): { execution: string } | undefined {
  const [form, execution, scheduledEventId, chance] = Buffer.from(token, 'base64url').toString().split(':');
  return form === TOKEN_FORM && execution && scheduledEventId && chance ? { execution } : undefined;
}
