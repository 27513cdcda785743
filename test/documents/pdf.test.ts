import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentPassword } from '../../documents/password.ts';
import { recordPdf } from '../../documents/pdf.ts';
import { type PolicyRecord, policyRecord } from '../../documents/policy-record.ts';
import { printable } from '../../documents/printable.ts';
import { london } from '../escalation/building.ts';
import { factsOf, raisedOn, typeface } from './filled.ts';
import { readPdf } from './read-pdf.ts';

const MADE_AT = london('Fri 6 Mar 2026 12:05');
const copy = { copyFor: 'Tarnshire Health', madeAt: MADE_AT, typeface, compress: false };
const fresh = raisedOn('Mon 2 Mar 2026 09:30', {
  problem: 'Nobody has visited.',
  subjectDetails: 'Name: Robin Example\nDate of birth: 3 May 2019\nAddress: 1 Tarn Lane',
});
const record = policyRecord(factsOf(fresh));

/** A record of one field, for texts that matter alone. */
const recordOf = (value: string): PolicyRecord => ({
  ...record,
  sections: [{ heading: 'Final Outcomes', entries: [{ kind: 'field', label: 'Outcome', value }] }],
});
const readOut = async (made: PolicyRecord) =>
  readPdf(await recordPdf(made, copy))
    .spoken.map(({ text }) => text)
    .join(' ');

describe('BEY-9: the record as a PDF that everybody can read', () => {
  test('says its language, shows its title and is tagged, so that a screen reader reads it as it is meant', async () => {
    const { catalog, spoken } = readPdf(await recordPdf(record, copy));

    expect(catalog).toContain('/Lang (en-GB)');
    expect(catalog).toContain('/MarkInfo');
    expect(catalog).toContain('/StructTreeRoot');
    expect(spoken[0]).toEqual({ tag: 'H1', text: 'Registration of use of Escalation Procedure' });
    expect(spoken.filter(({ tag }) => tag === 'H2').map(({ text }) => text)).toEqual(
      record.sections.map(({ heading }) => heading),
    );
  });

  test('reads every field back in the order of the form', async () => {
    const text = await readOut(record);

    const places = ['Monday 2 March 2026', 'Robin Example', '3 May 2019', '1 Tarn Lane', 'Nobody has visited.'].map(
      (value) => text.indexOf(value),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('reads the table cell by cell, the header cells as headers', async () => {
    const { spoken } = readPdf(await recordPdf(record, copy));

    expect(spoken.filter(({ tag }) => tag === 'TH').map(({ text }) => text)).toEqual([
      'Names',
      'Designation',
      'Agency',
      'Contact Details',
    ]);
    expect(
      spoken
        .filter(({ tag }) => tag === 'TD')
        .map(({ text }) => text)
        .slice(0, 4),
    ).toEqual(['Rae Raiser', 'Health visitor', 'Tarnshire Health', 'raiser@health.tarn.example']);
  });

  test('says on every page whose copy it is and which page of how many, and reads neither out in the text', async () => {
    const { pages } = readPdf(
      await recordPdf(recordOf('A long line of words that fills the page. '.repeat(240)), copy),
    );

    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      const foot = page
        .filter(({ tag }) => tag === 'Artifact')
        .map(({ text }) => text)
        .join(' ');
      expect(foot).toContain('AB-7Q4K, copy for Tarnshire Health');
      expect(foot).toContain(`Page ${index + 1} of ${pages.length}`);
    }
  });

  test('loses no word of a text that runs over pages', async () => {
    const words = Array.from({ length: 2_000 }, (_, index) => `word${index}`);

    const text = await readOut(recordOf(words.join(' ')));

    expect(text.split(' ').filter((word) => word.startsWith('word'))).toEqual(words);
  });

  test('says "Not given" of an empty field, since a blank looks like a printing fault', async () => {
    expect(await readOut(recordOf(''))).toMatch(/Outcome: Not given$/);
  });

  test('embeds its own two fonts, so that it reads the same on every machine', async () => {
    const { fonts } = readPdf(await recordPdf(record, copy));

    expect(fonts.map((name) => name.replace(/^.*\+/, '')).sort((a, b) => a.localeCompare(b))).toEqual([
      'DejaVuSans',
      'DejaVuSans-Bold',
    ]);
  });

  test('the same record made at the same moment is the same bytes, so that two copies can be compared', async () => {
    const one = Buffer.from(await recordPdf(record, { ...copy, compress: true }));
    const two = Buffer.from(await recordPdf(record, { ...copy, compress: true }));

    expect(one.equals(two)).toBe(true);
  });

  test('writes a row longer than a page in full', async () => {
    const long = 'N'.repeat(9_000);
    const made: PolicyRecord = {
      ...record,
      sections: [
        {
          heading: 'Who',
          entries: [{ kind: 'table', label: 'Who', columns: ['Names', 'Agency'], rows: [[long, 'Care']] }],
        },
      ],
    };

    const text = await readOut(made);

    expect(text.match(/N/g)?.length).toBe(9_000 + 'Names'.match(/N/g)!.length * 2);
    expect(text).toContain('Agency: Care');
  });
});

describe('PRV-1: a copy for an address that is not on the secure list', () => {
  const PASSWORD = 'KX7B-TR2M-9WQD-4HVC';

  test('is locked with AES of 256 bits, and nothing of the record can be read in the file', async () => {
    const bytes = await recordPdf(record, { ...copy, encryptedWith: PASSWORD });
    const source = Buffer.from(bytes).toString('latin1');

    expect(source).toMatch(/\/Filter \/Standard[\s\S]*\/V 5/);
    expect(source).toMatch(/\/CFM \/AESV3/);
    for (const word of ['Registration', 'AB-7Q4K', 'Tarnshire', PASSWORD]) expect(source).not.toContain(word);
  });

  test('two locked copies share no key: their bytes differ', async () => {
    const locked = { ...copy, encryptedWith: PASSWORD };

    expect(Buffer.from(await recordPdf(record, locked)).equals(Buffer.from(await recordPdf(record, locked)))).toBe(
      false,
    );
  });

  test('its password is four groups of four letters and digits that can be said and spell nothing', () => {
    const drawn = documentPassword((count) => Uint8Array.from({ length: count }, (_, index) => index * 7));

    expect(drawn).toMatch(/^([B-DF-HJ-NP-TV-Z2-9]{4}-){3}[B-DF-HJ-NP-TV-Z2-9]{4}$/);
  });

  test('throws away the bytes that would make the first letters likelier than the last', () => {
    // 256 is 8 rounds of 29 and 24 over: bytes 232 to 255.
    const bytes = [
      ...Array.from({ length: 24 }, (_, index) => 232 + index),
      ...Array.from({ length: 40 }, (_, n) => n),
    ];
    const drawn = documentPassword((count) => Uint8Array.from(bytes.splice(0, count)));

    expect(drawn).toBe('BCDF-GHJK-LMNP-QRST');
  });

  test('its password has more than the 60 bits that keep a stolen file from being opened by guessing', () => {
    const everyLetter = Array.from({ length: 29 }, (_, byte) =>
      documentPassword((count) => new Uint8Array(count).fill(byte)),
    );

    expect(new Set(everyLetter.map((password) => password[0])).size).toBe(29);
    expect(16 * Math.log2(29)).toBeGreaterThan(60);
  });

  test('says so when the source of chance is broken, and does not wait for it for ever', () => {
    expect(() => documentPassword((count) => new Uint8Array(count).fill(255))).toThrow('hardly random');
  });
});

describe('whatever somebody typed, the document is made and says it', () => {
  test.each([
    ['control characters', 'before\u0000\u0007\u001b[31mafter', 'before[31mafter'],
    ['marks that turn the direction of text', 'pay \u202Eevil\u202C now', 'pay evil now'],
    ['marks that join or hide', 'a\u200bb\u00adc\ufeffd', 'abcd'],
    ['lines ended in every way', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['many empty lines', `a${'\n'.repeat(500)}b`, 'a\n\nb'],
    ['half of a pair of surrogates', 'a\ud83db', 'a\ufffdb'],
    ['a letter and its accent apart', 'Ame\u0301lie', 'Am\u00e9lie'],
  ])('%s', (_, typed, shown) => {
    expect(printable(typed, () => true)).toBe(shown);
  });

  test('a character that the font lacks is shown by its number, so that nothing is lost', async () => {
    expect(await readOut(recordOf('a jigsaw 🧩 here'))).toContain('a jigsaw [U+1F9E9] here');
  });

  test('10,000 characters without a space are all there', async () => {
    const text = await readOut(recordOf('x'.repeat(10_000)));

    expect(text.match(/x/g)?.length).toBe(10_000);
  });

  test('no text of any characters keeps a document from being made', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('ש', 'א', 'م', 'ر', '\u202e', '\u0301', '👩‍👩‍👧', '\n', ' ', '\0', 'A'),
        maxLength: 200,
      }),
    );
    await fc.assert(
      fc.asyncProperty(anything, anything, async (title, text) => {
        const made: PolicyRecord = {
          ...recordOf(text),
          title,
          sections: [
            ...recordOf(text).sections,
            { heading: title, entries: [{ kind: 'table', label: text, columns: ['Names'], rows: [[text], []] }] },
          ],
        };
        const { pages } = readPdf(await recordPdf(made, { ...copy, copyFor: text }));
        expect(pages.length).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });
});
