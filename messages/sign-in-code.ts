import { asHtml, asText, type Block } from './blocks.tsx';
import type { Message } from './message.ts';

/**
 * The code that proves an address is somebody's. Says nothing about any disagreement: whoever reads it over a shoulder, or
 * gets it by mistake, learns that somebody asked for a code (S1, S15). `minutes` is how long it lasts.
 */
export function signInCodeMessage({
  code,
  minutes,
  trial,
}: {
  code: string;
  minutes: number;
  trial: boolean;
}): Message {
  if (!/^\d{6,8}$/.test(code)) throw new RangeError('A sign-in code is six to eight digits.');
  const subject = trial ? 'This is a trial: your sign-in code' : 'Your sign-in code';
  const blocks: Block[] = [
    ...(trial ? [{ paragraph: 'This is a trial. Nothing in it is real and nobody needs to act.' }] : []),
    { rows: [['Your code', code]] },
    { paragraph: `Enter it on the page that asked for it. It works once, in that browser, for ${minutes} minutes.` },
    {
      paragraph:
        'Give it to nobody: we never ask for it by telephone or email. If you did not ask for it, do nothing; without it nobody can sign in as you.',
    },
  ];
  return { subject, text: asText(blocks), html: asHtml(subject, blocks) };
}
