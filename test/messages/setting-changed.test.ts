import { describe, expect, it } from 'vitest';
import { type SettingChangedFacts, settingChangedMessage } from '../../messages/setting-changed.ts';
import { wordsOf } from './elements.ts';

const facts: SettingChangedFacts = {
  partnership: {
    id: 'brackenshire',
    name: 'Brackenshire Safeguarding Partnership',
    businessUnitTelephone: '01632 960001',
  },
  to: { name: 'Ada Finch' },
  setting: 'telephone',
  at: '2026-04-02T09:00:00Z',
  standing: 'leads still',
  origin: 'https://common-ground.example',
  trial: false,
};
const EXAMPLES: [string, SettingChangedFacts][] = [
  ['setting-changed', facts],
  ['setting-changed-to-a-new-lead', { ...facts, setting: 'leads', standing: 'leads from now on' }],
  ['setting-changed-to-a-lead-no-more', { ...facts, setting: 'leads', standing: 'leads no more' }],
];

describe('the email to the other leads about a changed setting', () => {
  it.each(EXAMPLES)('reads as a person would want to read it: %s', async (name, example) => {
    const { subject, text } = settingChangedMessage(example);

    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`emails/${name}.txt`);
  });

  it.each(EXAMPLES)(
    'says the same words in its HTML as in its text, and names nobody but its reader: %s',
    (_, example) => {
      const { subject, text, html } = settingChangedMessage(example);

      const plain = (words: string) => words.replace(/[:*\s]+/g, ' ').trim();
      expect(plain(wordsOf(html))).toBe(plain(text));
      expect(subject).not.toMatch(/Ada|Finch|Brackenshire/);
      expect(text).not.toContain('@');
    },
  );

  it('says that it is a trial, before anything else, when it is one', () => {
    const { subject, text } = settingChangedMessage({ ...facts, trial: true });

    expect(subject).toContain('This is a trial');
    expect(text).toMatch(/^This is a trial\. /);
  });
});
