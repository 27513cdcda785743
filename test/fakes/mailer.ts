import PostalMime, { type Email } from 'postal-mime';
import type { Mailer } from '../../services/services.ts';

/** One accepted message. */
export interface Accepted {
  raw: Uint8Array;
  from: string;
  to: string;
  messageId: string;
}

/** A provider in memory: keeps what it accepted, and refuses while it is told to. It gives ids of its own, as SES does. */
export interface FakeMailer extends Mailer {
  accepted: Accepted[];
  /** Set to refuse: what it throws for this message, or undefined to take it. */
  refuse: (message: { from: string; to: string }) => Error | undefined;
  /** Parsed, in the order they were accepted. */
  read(): Promise<Email[]>;
}

export function fakeMailer(): FakeMailer {
  const accepted: Accepted[] = [];
  const mailer: FakeMailer = {
    accepted,
    refuse: () => undefined,
    async send(message) {
      const refusal = mailer.refuse(message);
      if (refusal) throw refusal;
      const messageId = `<${String(accepted.length + 1).padStart(4, '0')}@provider.example>`;
      accepted.push({ ...message, messageId });
      return { messageId };
    },
    read: () => Promise.all(accepted.map(({ raw }) => PostalMime.parse(raw))),
  };
  return mailer;
}
