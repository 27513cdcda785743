import { asHtml, asText, type Block } from './blocks.tsx';
import type { Message } from './message.ts';

/** To somebody whose email we could not read, or read no request in: why, and how to raise it all the same. Quotes nothing of theirs. */
export function couldNotReadMessage({ why, form, trial }: { why: string; form: string; trial: boolean }): Message {
  const subject = `${trial ? 'This is a trial: ' : ''}Your email could not be read`;
  const blocks: Block[] = [
    ...(trial ? [{ paragraph: 'This is a trial. Nothing in it is real and nobody needs to act.' }] : []),
    { paragraph: `An email from your address reached us, and nothing has been opened from it. ${why}` },
    { paragraph: 'It has been kept, with the time it arrived, and the partnership’s lead will see that it is there.' },
    { lead: 'To raise a professional disagreement now, use the form:', link: form },
    {
      paragraph:
        'If somebody is in danger now, do not wait for this: call 999. This is not the way to make a referral.',
    },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}
