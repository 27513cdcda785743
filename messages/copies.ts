import { type Draft, paragraphs } from './draft.ts';
import { theFacts } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

// The copy of the record by email (BEY-9, ADR 017): what the emails about it say is in no other place, and nothing of what it is about.

/** To somebody who cannot use links: their copy goes along as a file. */
export function recordCopy(s: Sayable): Draft {
  return {
    subject: 'Your copy of the record',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        "A copy of the record of a professional disagreement, for your agency's file, is attached to this email. It is sent as a file because links do not work for you.",
        s.isCopyLocked
          ? "The file is locked. The partnership's lead tells you the password by telephone. We never send it by email. If nobody has telephoned by the end of the next working day, telephone the business unit."
          : 'It holds confidential information. The partnership has listed your address as one to which email is secure.',
        'Keep it only where your agency keeps such records, and delete this email then. If you did not expect it, do not open the file: telephone the business unit.',
      ),
      theFacts(s, { withDeadline: s.outcome === undefined }),
    ],
  };
}

/** To the lead who sees to it, when a locked copy was sent by itself because the disagreement has ended: they are to say the password. */
export function copyPassword(s: Sayable): Draft {
  return {
    subject: 'Please tell somebody a password by telephone',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        'It has ended, and somebody who cannot use links was sent their copy of the record as a locked file. Please telephone them and tell them the password. It is on the page, under “Documents”, with whom to telephone.',
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}
