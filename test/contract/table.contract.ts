import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '../../services/clock.ts';
import {
  ConditionFailed,
  everyItem,
  type IndexName,
  type Item,
  ItemTooLarge,
  type Json,
  MAX_BODY_BYTES,
  type Range,
  type Table,
  UnknownCursor,
} from '../../services/table.ts';

/** One answer to the table, opened on the clock given. */
type OpenTable = (clock: Clock) => Promise<{ table: Table; close: () => Promise<void> }>;

const START = Temporal.Instant.from('2026-04-08T16:00:00Z');
const START_SECONDS = START.epochMilliseconds / 1000;

/** What the store under test cannot do in good time, or at all. */
interface Limits {
  /** How many sequences of steps the model test tries. */
  modelRuns: number;
  /** A stand-in's own fault: bounds it refuses that the real service takes. They are left out, for it alone. */
  refusesBetween?: (from: string, to: string) => boolean;
}

/** What every answer to `services/table.ts` must do. Each test has a partition of its own, so one store serves them all. */
export function tableContract(
  name: string,
  open: OpenTable,
  { modelRuns, refusesBetween = () => false }: Limits,
): void {
  describe(`the table, on ${name}`, () => {
    let secondsPassed = 0;
    const clock: Clock = { now: () => START.add({ seconds: secondsPassed }) };
    let table: Table;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ table, close } = await open(clock));
    });
    afterAll(() => close());

    let partitions = 0;
    const freshPartition = () => `partition ${++partitions}`;
    const create = (pk: string, sk: string, more: Partial<Item> = {}) =>
      table.put({ pk, sk, body: sk, ...more }, { ifAbsent: true });
    const createAll = (pk: string, sks: string[]) => Promise.all(sks.map((sk) => create(pk, sk)));
    const sksIn = async (range: Range, index?: IndexName) => (await readAll(table, range, index)).map(({ sk }) => sk);

    describe('one item', () => {
      test('comes back as it was put, at version 1, and is undefined before', async () => {
        const pk = freshPartition();
        const body = {
          text: 'é 漢 🦉 "quoted" \\ \u0000',
          none: null,
          empty: '',
          list: [1, [2.5], {}],
          big: 9007199254740991,
          tiny: 1e-300,
        };
        const item = {
          pk,
          sk: 'a',
          body,
          indexes: { owed: { pk, sk: 'x' }, listed: { pk, sk: 'y' } },
          expiresAt: START_SECONDS + 1e6,
        };

        const before = await table.get({ pk, sk: 'a' });
        const version = await table.put(item, { ifAbsent: true });

        expect(before).toBeUndefined();
        expect(version).toBe(1);
        expect(await table.get({ pk, sk: 'a' })).toStrictEqual({ ...item, version: 1 });
      });

      test.each<[string, Json]>([
        ['null', null],
        ['false', false],
        ['zero', 0],
        ['empty text', ''],
        ['an empty list', []],
        ['half a surrogate pair, which a browser may send', '\ud83e'],
      ])('may be %s, because any JSON is a body', async (_, body) => {
        const pk = freshPartition();

        await table.put({ pk, sk: 'a', body }, { ifAbsent: true });

        expect(await table.get({ pk, sk: 'a' })).toStrictEqual({ pk, sk: 'a', body, version: 1 });
      });

      test('may be nested deeper than the 32 levels of a DynamoDB map', async () => {
        const pk = freshPartition();
        let body: Json = 'inmost';
        for (let level = 0; level < 60; level++) body = { body };

        await table.put({ pk, sk: 'a', body }, { ifAbsent: true });

        expect((await table.get({ pk, sk: 'a' }))?.body).toStrictEqual(body);
      });

      test('loses its undefined members, at any depth', async () => {
        const pk = freshPartition();

        await table.put(
          { pk, sk: 'a', body: { kept: 1, gone: undefined, in: [{ gone: undefined }] } },
          { ifAbsent: true },
        );

        expect((await table.get({ pk, sk: 'a' }))?.body).toStrictEqual({ kept: 1, in: [{}] });
      });

      test('is what it was when put was called, even if the caller changes it before the answer', async () => {
        const pk = freshPartition();
        const body = { words: 'as called' };

        const putting = table.put({ pk, sk: 'a', body }, { ifAbsent: true });
        body.words = 'changed since';
        await putting;

        expect((await table.get({ pk, sk: 'a' }))?.body).toStrictEqual({ words: 'as called' });
      });

      test.each([
        ['one-byte letters', 'a', 1],
        ['three-byte characters, because the limit is in bytes', '漢', 3],
      ])('may be 300 KB of %s, and not a byte more', async (_, letter, size) => {
        const pk = freshPartition();
        const QUOTES = 2;
        const room = MAX_BODY_BYTES - QUOTES;
        const full = letter.repeat(Math.floor(room / size)) + 'a'.repeat(room % size);

        await table.put({ pk, sk: 'full', body: full }, { ifAbsent: true });
        const oneOver = table.put({ pk, sk: 'over', body: `${full}a` }, { ifAbsent: true });

        await expect(oneOver).rejects.toThrow(ItemTooLarge);
        expect((await table.get({ pk, sk: 'full' }))?.body).toBe(full);
        expect(await table.get({ pk, sk: 'over' })).toBeUndefined();
      });

      test.each([
        ['an empty pk', { pk: '', sk: 'a' }],
        ['an empty sk', { pk: 'a', sk: '' }],
        ['a pk over 2,048 bytes', { pk: 'é'.repeat(1025), sk: 'a' }],
        ['an sk over 1,024 bytes', { pk: 'a', sk: 'é'.repeat(513) }],
        ['half a surrogate pair', { pk: 'a', sk: 'a\ud83e' }],
      ])('is refused with %s, as a key or an index key, and the message does not quote it', async (_, key) => {
        const pk = freshPartition();
        const asKey = table.put({ ...key, body: 1 }, { ifAbsent: true });
        const asIndexKey = table.put({ pk, sk: 'a', body: 1, indexes: { alarm: key } }, { ifAbsent: true });

        await expect(asKey).rejects.toThrow(RangeError);
        await expect(asIndexKey).rejects.toThrow(
          /^A key's .k must be well-formed text of 1 to \d+ bytes; this one has \d+\.$/,
        );
        await expect(table.get(key)).rejects.toThrow(RangeError);
        await expect(table.delete(key)).rejects.toThrow(RangeError);
        expect(await table.get({ pk, sk: 'a' })).toBeUndefined();
      });

      test('may have keys of exactly the longest length', async () => {
        const key = { pk: 'p'.repeat(2048), sk: 's'.repeat(1024) };

        await table.put(
          { ...key, body: 1, indexes: { owed: key, alarm: key, outbox: key, listed: key } },
          { ifAbsent: true },
        );

        expect(await table.get(key)).toMatchObject(key);
      });

      test.each([1.5, -1, Number.NaN, 1_775_664_000_000])(
        'is refused with expiresAt %s, which is not whole seconds',
        async (expiresAt) => {
          const refused = create(freshPartition(), 'a', { expiresAt });

          await expect(refused).rejects.toThrow(RangeError);
        },
      );
    });

    describe('a conditional write', () => {
      test('if absent fails when the item is there, and changes nothing', async () => {
        const pk = freshPartition();
        await create(pk, 'a', { body: 'first' });

        const second = create(pk, 'a', { body: 'second' });

        await expect(second).rejects.toThrow(ConditionFailed);
        expect(await table.get({ pk, sk: 'a' })).toMatchObject({ body: 'first', version: 1 });
      });

      test('if version replaces the whole item and answers one more', async () => {
        const pk = freshPartition();
        await create(pk, 'a', { indexes: { owed: { pk, sk: 'x' } }, expiresAt: START_SECONDS + 1e6 });

        const version = await table.put({ pk, sk: 'a', body: 'second' }, { ifVersion: 1 });

        expect(version).toBe(2);
        expect(await table.get({ pk, sk: 'a' })).toStrictEqual({ pk, sk: 'a', body: 'second', version: 2 });
      });

      test.each([0, 1, 3])('if version fails at version %i when the item is at 2', async (ifVersion) => {
        const pk = freshPartition();
        await create(pk, 'a');
        await table.put({ pk, sk: 'a', body: 'second' }, { ifVersion: 1 });

        const put = table.put({ pk, sk: 'a', body: 'late' }, { ifVersion });
        const removal = table.delete({ pk, sk: 'a' }, { ifVersion });

        await expect(put).rejects.toThrow(ConditionFailed);
        await expect(removal).rejects.toThrow(ConditionFailed);
        expect(await table.get({ pk, sk: 'a' })).toMatchObject({ body: 'second', version: 2 });
      });

      test('if version fails when the item is not there', async () => {
        const key = { pk: freshPartition(), sk: 'a' };

        await expect(table.put({ ...key, body: 1 }, { ifVersion: 1 })).rejects.toThrow(ConditionFailed);
        await expect(table.delete(key, { ifVersion: 1 })).rejects.toThrow(ConditionFailed);
        expect(await table.get(key)).toBeUndefined();
      });

      test('is won by exactly one of many who create the same item in the same turn', async () => {
        const pk = freshPartition();

        const answers = await Promise.allSettled(
          Array.from({ length: 20 }, (_, who) => create(pk, 'a', { body: who })),
        );

        const winners = answers.flatMap(({ status }, who) => (status === 'fulfilled' ? [who] : []));
        expect(winners).toHaveLength(1);
        for (const answer of answers)
          if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ConditionFailed);
        expect(await table.get({ pk, sk: 'a' })).toMatchObject({ body: winners[0], version: 1 });
      });

      test('is won by exactly one of many who change the same version in the same turn, deletions among them', async () => {
        const pk = freshPartition();
        await create(pk, 'a');

        const answers = await Promise.allSettled<unknown>(
          Array.from({ length: 20 }, (_, who) =>
            who % 3 === 0
              ? table.delete({ pk, sk: 'a' }, { ifVersion: 1 })
              : table.put({ pk, sk: 'a', body: who }, { ifVersion: 1 }),
          ),
        );

        expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const answer of answers)
          if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ConditionFailed);
      });

      test('that fails refuses only its own caller, not those who wrote in the same turn', async () => {
        const pk = freshPartition();
        await create(pk, 'taken');

        const answers = await Promise.allSettled([
          create(pk, 'before'),
          create(pk, 'taken'),
          table.put({ pk, sk: 'too large', body: 'a'.repeat(MAX_BODY_BYTES) }, { ifAbsent: true }),
          create(pk, 'after'),
        ]);

        expect(answers.map(({ status }) => status)).toStrictEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
        expect(await sksIn({ pk })).toStrictEqual(['after', 'before', 'taken']);
      });
    });

    describe('a deletion', () => {
      test('removes the item, and is no error when there is none', async () => {
        const pk = freshPartition();
        await createAll(pk, ['a', 'b']);

        await table.delete({ pk, sk: 'a' });
        await table.delete({ pk, sk: 'a' });

        expect(await sksIn({ pk })).toStrictEqual(['b']);
      });

      test('if version removes that version, and what is put next starts at 1', async () => {
        const pk = freshPartition();
        await create(pk, 'a');
        await table.put({ pk, sk: 'a', body: 2 }, { ifVersion: 1 });

        await table.delete({ pk, sk: 'a' }, { ifVersion: 2 });

        expect(await table.get({ pk, sk: 'a' })).toBeUndefined();
        expect(await create(pk, 'a')).toBe(1);
      });
    });

    describe('a range', () => {
      test('holds its partition only, in key order', async () => {
        const pk = freshPartition();
        await createAll(pk, ['b', 'a', 'c']);
        await create(freshPartition(), 'a');

        expect(await sksIn({ pk })).toStrictEqual(['a', 'b', 'c']);
        expect(await sksIn({ pk, descending: true })).toStrictEqual(['c', 'b', 'a']);
        expect(await table.query({ pk: freshPartition() })).toStrictEqual({ items: [] });
      });

      test('sorts by UTF-8 bytes, so that both editions agree, capitals before small letters and emoji last of all', async () => {
        const pk = freshPartition();
        // U+FF5E is before the owl in UTF-8, and after it in UTF-16, which is how JavaScript compares.
        const inOrder = [
          '\u0000',
          '\u0001',
          ' ',
          '-',
          '0',
          '10',
          '9',
          'A',
          'Z',
          'a',
          'a\u0000',
          'aa',
          'z',
          '~',
          '\u007f',
          '\u0080',
          'é',
          '߿',
          '漢',
          '퟿',
          '\ue000',
          '～',
          '\uffff',
          '𐀀',
          '🦉',
          '🦉a',
          '\u{10ffff}',
        ];
        await createAll(pk, inOrder.toReversed());

        expect(await sksIn({ pk })).toStrictEqual(inOrder);
        expect(await sksIn({ pk, limit: 2 })).toStrictEqual(inOrder);
        expect(await sksIn({ pk, limit: 2, descending: true })).toStrictEqual(inOrder.toReversed());
      });

      const isRefused = refusesBetween('～', '🦉');
      const title = isRefused
        ? 'between two keys whose UTF-16 order is the other way round is refused by this stand-in, unlike the service it stands for'
        : 'between two keys goes by UTF-8 bytes too';
      test(title, async () => {
        const pk = freshPartition();
        await createAll(pk, ['漢', '～', '\uffff', '𐀀', '🦉', '🦉a']);

        const between = sksIn({ pk, between: ['～', '🦉'] });

        if (isRefused) await expect(between).rejects.toThrow(/BETWEEN/i);
        else expect(await between).toStrictEqual(['～', '\uffff', '𐀀', '🦉']);
      });

      test('does not fold letters: é in one code point and in two are different keys', async () => {
        const pk = freshPartition();
        await createAll(pk, ['\u00e9', 'e\u0301']);

        expect(await sksIn({ pk })).toStrictEqual(['e\u0301', '\u00e9']);
      });

      test.each([
        ['entry#', ['entry#', 'entry#1', 'entry#2', 'entry#\u{10ffff}']],
        ['entry#1', ['entry#1']],
        [
          '',
          [
            'entr',
            'entry',
            'entry!',
            'entry#',
            'entry#1',
            'entry#2',
            'entry#\u{10ffff}',
            'entry$',
            '퟿a',
            '\ue000',
            '🦉',
            '\u{10ffff}',
            '\u{10ffff}a',
          ],
        ],
        ['퟿', ['퟿a']],
        ['🦉', ['🦉']],
        ['\u{10ffff}', ['\u{10ffff}', '\u{10ffff}a']],
        ['none', []],
      ])('with the prefix "%s" holds what begins so and nothing else', async (prefix, expected) => {
        const pk = freshPartition();
        await createAll(pk, [
          'entr',
          'entry',
          'entry!',
          'entry#',
          'entry#1',
          'entry#2',
          'entry#\u{10ffff}',
          'entry$',
          '퟿a',
          '\ue000',
          '🦉',
          '\u{10ffff}',
          '\u{10ffff}a',
        ]);

        expect(await sksIn({ pk, prefix })).toStrictEqual(expected);
        expect(await sksIn({ pk, prefix, descending: true, limit: 2 })).toStrictEqual(expected.toReversed());
      });

      test.each<[string, [string, string], string[]]>([
        ['both ends are in it', ['b', 'd'], ['b', 'c', 'd']],
        ['its ends need not be there', ['aa', 'dd'], ['b', 'c', 'd']],
        ['one key', ['c', 'c'], ['c']],
        ['an empty start is before everything', ['', 'b'], ['a', 'b']],
        ['an empty end is before everything too', ['', ''], []],
        ['ends the wrong way round hold nothing', ['d', 'b'], []],
        ['ends the wrong way round in UTF-8 only', ['🦉', '～'], []],
      ])('between two keys: %s', async (_, between, expected) => {
        const pk = freshPartition();
        await createAll(pk, ['a', 'b', 'c', 'd', 'e']);

        expect(await sksIn({ pk, between })).toStrictEqual(expected);
        expect(await sksIn({ pk, between, descending: true, limit: 1 })).toStrictEqual(expected.toReversed());
      });

      test('has a page of 100 unless told', async () => {
        const pk = freshPartition();
        await createAll(
          pk,
          Array.from({ length: 101 }, (_, n) => String(n).padStart(3, '0')),
        );

        const page = await table.query({ pk });

        expect(page.items).toHaveLength(100);
        expect((await table.query({ pk, cursor: page.cursor! })).items.map(({ sk }) => sk)).toStrictEqual(['100']);
      });

      test('is read whole, page after page in order, each item once', async () => {
        const pk = freshPartition();
        await createAll(pk, ['a', 'b', 'c', 'd', 'e']);

        const items = await everyItem((next) => table.query({ pk, limit: 2, ...next }));

        expect(items.map(({ sk }) => sk)).toStrictEqual(['a', 'b', 'c', 'd', 'e']);
      });

      test('has a cursor exactly when there is more', async () => {
        const pk = freshPartition();
        await createAll(pk, ['a', 'b', 'c', 'd']);

        const first = await table.query({ pk, limit: 2 });
        const second = await table.query({ pk, limit: 2, cursor: first.cursor! });

        expect(first.items.map(({ sk }) => sk)).toStrictEqual(['a', 'b']);
        expect(second.items.map(({ sk }) => sk)).toStrictEqual(['c', 'd']);
        expect(second).not.toHaveProperty('cursor');
      });

      test('goes on from its cursor when the item it stopped at has gone and others have come', async () => {
        const pk = freshPartition();
        await createAll(pk, ['a', 'b', 'd']);
        const { cursor } = await table.query({ pk, limit: 2 });

        await table.delete({ pk, sk: 'b' });
        await createAll(pk, ['aa', 'c']);

        expect(await sksIn({ pk, cursor: cursor! })).toStrictEqual(['c', 'd']);
      });

      test('is read to its end though its items are more than 1 MB together, where DynamoDB ends a page', async () => {
        const pk = freshPartition();
        await Promise.all(['a', 'b', 'c', 'd', 'e'].map((sk) => create(pk, sk, { body: 'x'.repeat(290_000) })));

        const { items, cursor } = await table.query({ pk });

        expect(items.map(({ sk }) => sk)).toStrictEqual(['a', 'b', 'c', 'd', 'e']);
        expect(cursor).toBeUndefined();
      });

      test.each([0, -1, 1.5, 1001, Number.NaN])('with limit %s is refused', async (limit) => {
        await expect(table.query({ pk: freshPartition(), limit })).rejects.toThrow(RangeError);
      });

      test('with a prefix and a between is refused, because DynamoDB takes one condition', async () => {
        const range: Range = { pk: freshPartition(), prefix: 'a', between: ['a', 'b'] };

        await expect(table.query(range)).rejects.toThrow(RangeError);
        await expect(table.queryIndex('owed', range)).rejects.toThrow(RangeError);
      });

      test('refuses a cursor it did not make, rather than start somewhere', async () => {
        const pk = freshPartition();
        await createAll(pk, ['a1', 'a2', 'b1', 'b2']);
        const { cursor } = await table.query({ pk, limit: 3 });
        const ofIndex = Buffer.from(JSON.stringify(['owed', false, pk, 'x', pk, 'a'])).toString('base64url');

        const strange: Range[] = [
          ...['', 'nonsense', '%%%', 'bnVsbA', 'e30', 'WzFd', cursor!.slice(0, -4), ofIndex].map((cursor) => ({
            pk,
            cursor,
          })),
          { pk: freshPartition(), cursor: cursor! },
          { pk, cursor: cursor!, descending: true },
          { pk, cursor: cursor!, prefix: 'a' },
          { pk, cursor: cursor!, between: ['b2', 'z'] },
        ];

        for (const range of strange) {
          await expect(table.query(range), JSON.stringify(range)).rejects.toThrow(UnknownCursor);
        }
        await expect(table.queryIndex('owed', { pk, cursor: cursor! })).rejects.toThrow(
          /Start again from the first page/,
        );
      });
    });

    describe('an index', () => {
      test('holds an item only while the item names it: entering, moving and leaving are ordinary puts', async () => {
        const pk = freshPartition();
        const [here, there] = [freshPartition(), freshPartition()];
        const item = { pk, sk: 'a', body: 1 };
        const where = async () => [await sksIn({ pk: here }, 'owed'), await sksIn({ pk: there }, 'owed')];

        await table.put(item, { ifAbsent: true });
        const absent = await where();
        await table.put({ ...item, indexes: { owed: { pk: here, sk: '1' } } }, { ifVersion: 1 });
        const entered = await where();
        await table.put({ ...item, indexes: { owed: { pk: there, sk: '1' } } }, { ifVersion: 2 });
        const moved = await where();
        await table.put(item, { ifVersion: 3 });
        const left = await where();

        expect({ absent, entered, moved, left }).toStrictEqual({
          absent: [[], []],
          entered: [['a'], []],
          moved: [[], ['a']],
          left: [[], []],
        });
      });

      test('forgets an item that is deleted', async () => {
        const pk = freshPartition();
        await create(pk, 'a', { indexes: { outbox: { pk, sk: '1' } } });

        await table.delete({ pk, sk: 'a' }, { ifVersion: 1 });

        expect(await table.queryIndex('outbox', { pk })).toStrictEqual({ items: [] });
      });

      test('answers whole items, those of every partition, and not those of the other indexes', async () => {
        const [pk, elsewhere, indexPk] = [freshPartition(), freshPartition(), freshPartition()];
        const indexes = { alarm: { pk: indexPk, sk: '2' }, listed: { pk: indexPk, sk: '9' } };
        await create(pk, 'a', { body: { whole: true }, indexes, expiresAt: START_SECONDS + 1e6 });
        await create(elsewhere, 'b', { indexes: { alarm: { pk: indexPk, sk: '1' } } });

        const { items } = await table.queryIndex('alarm', { pk: indexPk });

        expect(items).toHaveLength(2);
        expect(items[1]).toStrictEqual(await table.get({ pk, sk: 'a' }));
        expect(await sksIn({ pk: indexPk }, 'listed')).toStrictEqual(['a']);
        expect(await sksIn({ pk: indexPk }, 'owed')).toStrictEqual([]);
      });

      test('is in the order of its own keys, not the items', async () => {
        const pk = freshPartition();
        const order = ['é', '～', '🦉', 'Z', 'a'];
        await Promise.all(order.map((sk, n) => create(pk, String(n), { indexes: { alarm: { pk, sk } } })));

        expect(await sksIn({ pk, limit: 2 }, 'alarm')).toStrictEqual(['3', '4', '0', '1', '2']);
        expect(await sksIn({ pk, limit: 2, descending: true }, 'alarm')).toStrictEqual(['2', '1', '0', '4', '3']);
        expect(await sksIn({ pk, between: ['a', '～'] }, 'alarm')).toStrictEqual(['4', '0', '1']);
        expect(await sksIn({ pk, prefix: '🦉' }, 'alarm')).toStrictEqual(['2']);
      });

      test('pages through many items with one and the same key, each exactly once, either way', async () => {
        const pk = freshPartition();
        const names = Array.from({ length: 7 }, (_, n) => `item ${n}`);
        await Promise.all(names.map((sk) => create(pk, sk, { indexes: { outbox: { pk, sk: 'same' } } })));

        for (const descending of [false, true]) {
          expect((await sksIn({ pk, limit: 3, descending }, 'outbox')).toSorted(bytes)).toStrictEqual(names);
        }
      });

      test('refuses a cursor of the table or of another index', async () => {
        const pk = freshPartition();
        const indexes = { owed: { pk, sk: '1' }, alarm: { pk, sk: '1' } };
        await Promise.all(['a', 'b'].map((sk) => create(pk, sk, { indexes })));

        const { cursor } = await table.queryIndex('owed', { pk, limit: 1 });

        await expect(table.queryIndex('alarm', { pk, cursor: cursor! })).rejects.toThrow(UnknownCursor);
        await expect(table.query({ pk, cursor: cursor! })).rejects.toThrow(UnknownCursor);
      });
    });

    describe('an expired item', () => {
      const inAMinute = () => START_SECONDS + secondsPassed + 60;

      test('is there until its second and invisible from it on, by key, in its partition and in its index', async () => {
        const pk = freshPartition();
        const expiresAt = inAMinute();
        await create(pk, 'a', { expiresAt, indexes: { listed: { pk, sk: '1' } } });
        const seen = async () =>
          [
            await table.get({ pk, sk: 'a' }),
            ...(await table.query({ pk })).items,
            ...(await table.queryIndex('listed', { pk })).items,
          ].filter((item) => item !== undefined).length;

        secondsPassed += 59;
        const aSecondBefore = await seen();
        secondsPassed += 1;
        const atTheSecond = await seen();

        expect({ aSecondBefore, atTheSecond }).toStrictEqual({ aSecondBefore: 3, atTheSecond: 0 });
      });

      test('counts as absent: its version is gone and the next put starts again at 1', async () => {
        const pk = freshPartition();
        await create(pk, 'a', { body: 'old', expiresAt: inAMinute(), indexes: { listed: { pk, sk: '1' } } });
        await table.put({ pk, sk: 'a', body: 'old', expiresAt: inAMinute() }, { ifVersion: 1 });
        secondsPassed += 60;

        await expect(table.put({ pk, sk: 'a', body: 'late' }, { ifVersion: 2 })).rejects.toThrow(ConditionFailed);
        await expect(table.delete({ pk, sk: 'a' }, { ifVersion: 2 })).rejects.toThrow(ConditionFailed);
        const version = await create(pk, 'a', { body: 'new' });

        expect(version).toBe(1);
        expect(await table.get({ pk, sk: 'a' })).toStrictEqual({ pk, sk: 'a', body: 'new', version: 1 });
      });

      test('can be deleted, expired or not', async () => {
        const pk = freshPartition();
        await create(pk, 'a', { expiresAt: inAMinute() });
        secondsPassed += 60;

        await table.delete({ pk, sk: 'a' });

        expect(await create(pk, 'a')).toBe(1);
      });

      test('takes no room on a page: a page is full of what can be seen, and ends when that ends', async () => {
        const pk = freshPartition();
        const expiresAt = inAMinute();
        const names = Array.from({ length: 30 }, (_, n) => String(n).padStart(2, '0'));
        await Promise.all(
          names.map((sk) =>
            create(pk, sk, { indexes: { listed: { pk, sk } }, ...(sk.endsWith('5') ? {} : { expiresAt }) }),
          ),
        );
        secondsPassed += 60;

        for (const index of [undefined, 'listed'] as const) {
          const read = (cursor?: string) => {
            const range = { pk, limit: 2, ...(cursor ? { cursor } : {}) };
            return index ? table.queryIndex(index, range) : table.query(range);
          };
          const first = await read();
          const second = await read(first.cursor);

          expect(first.items.map(({ sk }) => sk)).toStrictEqual(['05', '15']);
          expect(second.items.map(({ sk }) => sk)).toStrictEqual(['25']);
          expect(second.cursor).toBeUndefined();
        }
      });
    });

    test('does as a plain map does, whatever is done to it in whatever order', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 25 }), async (steps) => {
          const pk = freshPartition();
          const model = new Map<string, Item>();
          const nowSeconds = () => START_SECONDS + secondsPassed;
          const visible = () =>
            [...model.values()].filter(({ expiresAt }) => expiresAt === undefined || expiresAt > nowSeconds());

          for (const step of steps) {
            if (step.does === 'wait') secondsPassed += step.seconds;
            else if (step.does === 'put') {
              const { sk, body, indexSk, lifetime } = step;
              const now = visible().find((item) => item.sk === sk);
              const item: Omit<Item, 'version'> = { pk, sk, body };
              if (indexSk !== undefined) item.indexes = { alarm: { pk, sk: indexSk } };
              if (lifetime !== undefined) item.expiresAt = nowSeconds() + lifetime;
              const condition =
                step.ifVersion === undefined ? ({ ifAbsent: true } as const) : { ifVersion: step.ifVersion };

              const answer = await table.put(item, condition).catch((reason: Error) => reason.name);

              const holds = step.ifVersion === undefined ? now === undefined : now?.version === step.ifVersion;
              const version = (now?.version ?? 0) + 1;
              expect(answer).toBe(holds ? version : 'ConditionFailed');
              if (holds) model.set(sk, { ...item, version });
            } else if (step.does === 'delete') {
              const { sk, ifVersion } = step;
              const now = visible().find((item) => item.sk === sk);

              const answer = await table
                .delete({ pk, sk }, ifVersion === undefined ? undefined : { ifVersion })
                .catch((reason: Error) => reason.name);

              const holds = ifVersion === undefined || now?.version === ifVersion;
              expect(answer).toBe(holds ? undefined : 'ConditionFailed');
              if (holds) model.delete(sk);
            } else {
              const { prefix, descending, limit } = step;
              const between = step.between && !refusesBetween(...step.between) ? step.between : undefined;
              const range: Range = { pk, descending, limit, ...(between ? { between } : { prefix }) };
              const inRange = (sk: string) =>
                between ? bytes(between[0], sk) <= 0 && bytes(sk, between[1]) <= 0 : sk.startsWith(prefix);
              const inOrder = (one: string, other: string) => (descending ? -1 : 1) * bytes(one, other);

              const expected = visible().filter(({ sk }) => inRange(sk));
              expect(await readAll(table, range)).toStrictEqual(expected.toSorted((a, b) => inOrder(a.sk, b.sk)));

              const alarmSk = (item: Item) => item.indexes?.alarm?.sk ?? '';
              const indexed = visible().filter((item) => item.indexes?.alarm && inRange(alarmSk(item)));
              const found = await readAll(table, range, 'alarm');
              // Which of two items with equal index keys comes first is the store's affair.
              expect(found.map(alarmSk)).toStrictEqual(indexed.map(alarmSk).toSorted(inOrder));
              const byOwnKey = (a: Item, b: Item) => bytes(a.sk, b.sk);
              expect(found.toSorted(byOwnKey)).toStrictEqual(indexed.toSorted(byOwnKey));
            }
          }
          for (const sk of KEYS) {
            expect(await table.get({ pk, sk })).toStrictEqual(visible().find((item) => item.sk === sk));
          }
        }),
        { numRuns: modelRuns, seed: 20260408 },
      );
    });
  });
}

const KEYS = ['a', 'a~', 'aé', 'b', '～', '🦉'];
const anyKey = fc.constantFrom(...KEYS);
const perhapsVersion = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('put' as const),
      sk: anyKey,
      body: fc.jsonValue() as fc.Arbitrary<Json>,
      ifVersion: perhapsVersion,
      indexSk: fc.option(anyKey, { nil: undefined }),
      lifetime: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('delete' as const), sk: anyKey, ifVersion: perhapsVersion }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 10 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('read' as const),
      prefix: fc.constantFrom('', 'a', 'aé', '🦉', 'none'),
      between: fc.option(fc.tuple(anyKey, anyKey), { nil: undefined }),
      descending: fc.boolean(),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

const bytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Every page of a range, one after the other, as a store that wants them all would read them. */
async function readAll(table: Table, range: Range, index?: IndexName): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = range.cursor;
  do {
    const next: Range = cursor === undefined ? range : { ...range, cursor };
    const page = index ? await table.queryIndex(index, next) : await table.query(next);
    if (range.limit !== undefined) expect(page.items.length).toBeLessThanOrEqual(range.limit);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
