import { describe, expect, it } from 'vitest';
import { type ReconfirmFacts, reconfirmMessage } from '../../messages/reconfirming.ts';
import { wordsOf } from './elements.ts';

const facts: ReconfirmFacts = {
  partnership: {
    id: 'brackenshire',
    name: 'Brackenshire Safeguarding Partnership',
    businessUnitTelephone: '01632 960001',
  },
  person: { name: 'Ruth Bell' },
  posts: [
    {
      agencyName: 'Dunmere and Thornwick Hospitals Trust',
      post: {
        agency: 'trust',
        site: 'Thornwick Infirmary',
        role: 'line-manager',
        name: 'Ruth Bell',
        email: 'ruth.bell@trust.example',
        verifiedOn: '2025-03-02',
      },
    },
    {
      agencyName: 'Dunmere and Thornwick Hospitals Trust',
      post: { agency: 'trust', role: 'safeguarding-lead', name: 'Ruth Bell', email: 'ruth.bell@trust.example' },
    },
  ],
  origin: 'https://common-ground.example',
  trial: false,
};

describe('the yearly question to somebody in a post', () => {
  it('reads as a person would want to read it', async () => {
    const { subject, text } = reconfirmMessage(facts);

    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot('emails/reconfirm.txt');
  });

  it('says the same words in its HTML as in its text', () => {
    const { text, html } = reconfirmMessage(facts);

    const plain = (words: string) => words.replace(/[:*\s]+/g, ' ').trim();
    expect(plain(wordsOf(html))).toBe(plain(text));
  });

  it('S13: names nobody but its reader, and nobody at all in its subject', () => {
    const { subject, text } = reconfirmMessage(facts);

    expect(subject).not.toMatch(/Ruth|Bell|Dunmere|Brackenshire/);
    expect(text).not.toContain('@');
  });

  it('S2: its link is inert and holds no address: signing in shows whose posts they are', () => {
    expect(reconfirmMessage(facts).text).toContain('\nhttps://common-ground.example/directory/brackenshire/mine\n');
  });

  it('says that it is a trial, before anything else, when it is one', () => {
    const { subject, text } = reconfirmMessage({ ...facts, trial: true });

    expect(subject).toContain('This is a trial');
    expect(text).toMatch(/^This is a trial\. /);
  });

  it('greets with no name where there is none', () => {
    expect(reconfirmMessage({ ...facts, person: { name: '' } }).text).toMatch(/^Hello,\n/);
  });
});
