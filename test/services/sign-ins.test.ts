import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  askForAnotherCode,
  askForCode,
  CODES_FOR_A_SOURCE_IN_AN_HOUR,
  endSession,
  enterCode,
  openRequest,
  signedIn,
  startSession,
} from '../../services/sign-ins.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { testKeys } from '../functions/test-keys.ts';

const EMAIL = 'priya.nair@schools.example';

let now: Temporal.Instant;
const later = (duration: Temporal.DurationLike) => {
  now = now.add(duration);
};

function world() {
  const db = openSqlite(':memory:');
  const clock = { now: () => now };
  const services = { clock, table: sqliteTable(db, clock), keys: testKeys() };
  const everythingStored = () => JSON.stringify(db.prepare('SELECT * FROM items').all());
  return { services, everythingStored };
}

let services: ReturnType<typeof world>['services'];
let everythingStored: () => string;
beforeEach(() => {
  now = Temporal.Instant.from('2026-04-02T09:00:00Z');
  ({ services, everythingStored } = world());
});

const asks = (asked: Partial<Parameters<typeof askForCode>[1]> = {}) =>
  askForCode(services, { email: EMAIL, source: '192.0.2.1', ...asked });
/** A code that is certainly not the one sent. */
const otherThan = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(6, '0');

describe('S3: a code', () => {
  it('says what it does beside signing in: opens a draft, or saves it', async () => {
    const opens = await asks({ draftId: 'draft-1' });
    const saves = await asks({ draftId: 'draft-1', saves: true });

    expect(await openRequest(services, opens.requestId)).toEqual({ email: EMAIL, draftId: 'draft-1' });
    expect(await enterCode(services, saves.requestId, saves.sendIt!.code)).toEqual({
      email: EMAIL,
      draftId: 'draft-1',
      saves: true,
    });
  });

  it('is six digits and signs in the person whose address it was sent to', async () => {
    const { requestId, sendIt } = await asks({ goingTo: '/d/AB-7Q4K' });

    expect(sendIt).toMatchObject({ to: EMAIL, code: expect.stringMatching(/^\d{6}$/) });
    expect(await enterCode(services, requestId, sendIt!.code)).toEqual({ email: EMAIL, goingTo: '/d/AB-7Q4K' });
  });

  it('is accepted with a space or a hyphen in it, as people copy it', async () => {
    const { requestId, sendIt } = await asks();

    expect(await enterCode(services, requestId, ` ${sendIt!.code.slice(0, 3)}-${sendIt!.code.slice(3)} `)).toEqual({
      email: EMAIL,
    });
  });

  it('works once', async () => {
    const { requestId, sendIt } = await asks();
    await enterCode(services, requestId, sendIt!.code);

    expect(await enterCode(services, requestId, sendIt!.code)).toEqual({ refused: 'used' });
  });

  it('works once even when it is entered ten times at the same moment', async () => {
    const { requestId, sendIt } = await asks();

    const answers = await Promise.all(Array.from({ length: 10 }, () => enterCode(services, requestId, sendIt!.code)));

    expect(answers.filter((answer) => 'email' in answer)).toHaveLength(1);
  });

  it('ends at ten minutes, to the second', async () => {
    const { requestId, sendIt } = await asks();
    later({ minutes: 9, seconds: 59 });
    expect(await enterCode(services, requestId, otherThan(sendIt!.code))).toEqual({ refused: 'wrong', triesLeft: 4 });
    later({ seconds: 1 });

    expect(await enterCode(services, requestId, sendIt!.code)).toEqual({ refused: 'too old' });
  });

  it('allows five tries: the sixth is refused although it is right', async () => {
    const { requestId, sendIt } = await asks();
    const answers = [];
    for (let by = 1; by <= 5; by++) answers.push(await enterCode(services, requestId, otherThan(sendIt!.code, by)));

    expect(answers.slice(0, 4)).toEqual([4, 3, 2, 1].map((triesLeft) => ({ refused: 'wrong', triesLeft })));
    expect(answers[4]).toEqual({ refused: 'tried too often' });
    expect(await enterCode(services, requestId, sendIt!.code)).toEqual({ refused: 'tried too often' });
  });

  it('stands against two hundred guesses at once: five are judged', async () => {
    const { requestId, sendIt } = await asks();

    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, by) => enterCode(services, requestId, otherThan(sendIt!.code, by + 1))),
    );

    expect(answers.filter((answer) => 'refused' in answer && answer.refused === 'wrong')).toHaveLength(4);
    expect(await enterCode(services, requestId, sendIt!.code)).toEqual({ refused: 'tried too often' });
  });

  it('opens nothing in another browser, which did not ask for it', async () => {
    const mine = await asks();
    const theirs = await asks();

    expect(await enterCode(services, theirs.requestId, mine.sendIt!.code)).toMatchObject({ refused: 'wrong' });
    expect(await enterCode(services, 'made-up', mine.sendIt!.code)).toEqual({ refused: 'not this browser' });
  });

  it('is replaced by the next one, which has five tries of its own', async () => {
    const { requestId, sendIt } = await asks();
    for (let by = 1; by <= 5; by++) await enterCode(services, requestId, otherThan(sendIt!.code, by));

    const again = await askForAnotherCode(services, requestId, '192.0.2.1');

    expect(await enterCode(services, requestId, again!.sendIt!.code)).toEqual({ email: EMAIL });
  });

  it('is sent to one address five times in any hour, and the sixth request looks the same but sends nothing', async () => {
    for (let n = 0; n < 5; n++) expect((await asks()).sendIt).toBeDefined();

    const sixth = await asks();

    expect(sixth.requestId).toMatch(/^[\w-]{22}$/);
    expect(sixth.sendIt).toBeUndefined();
    expect((await asks({ email: 'somebody.else@schools.example' })).sendIt).toBeDefined();
    later({ hours: 1 });
    expect((await asks()).sendIt).toBeDefined();
  });

  it('leaves a code that was sent working when asking for another is over the limit', async () => {
    const first = await asks();
    for (let n = 0; n < 4; n++) await asks();

    expect(await askForAnotherCode(services, first.requestId, '192.0.2.1')).toEqual({ requestId: first.requestId });
    expect(await enterCode(services, first.requestId, first.sendIt!.code)).toEqual({ email: EMAIL });
  });

  it('cannot be sent to the world from one source', async () => {
    for (let n = 0; n < CODES_FOR_A_SOURCE_IN_AN_HOUR; n++) await asks({ email: `person-${n}@schools.example` });

    expect((await asks({ email: 'one.more@schools.example' })).sendIt).toBeUndefined();
    expect((await asks({ email: 'one.more@schools.example', source: '192.0.2.2' })).sendIt).toBeDefined();
  });

  it('is nowhere in what is stored, and neither is the id that the browser holds', async () => {
    const { requestId, sendIt } = await asks();
    const sessionId = await startSession(services, EMAIL);

    expect(everythingStored()).not.toContain(sendIt!.code);
    expect(everythingStored()).not.toContain(requestId);
    expect(everythingStored()).not.toContain(sessionId);
  });
});

describe('a session', () => {
  it('says whose it is', async () => {
    expect(await signedIn(services, await startSession(services, EMAIL))).toEqual({ email: EMAIL });
    expect(await signedIn(services, 'made-up')).toBeUndefined();
  });

  it('has at least 128 unguessable bits and is never given twice', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => startSession(services, EMAIL)));

    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(Buffer.from(id, 'base64url').byteLength * 8).toBeGreaterThanOrEqual(128);
  });

  it('ends after half an hour unused', async () => {
    const sessionId = await startSession(services, EMAIL);
    later({ minutes: 29 });
    expect(await signedIn(services, sessionId)).toBeDefined();
    later({ minutes: 29 });
    expect(await signedIn(services, sessionId)).toBeDefined();
    later({ minutes: 30 });

    expect(await signedIn(services, sessionId)).toBeUndefined();
  });

  it('ends after twelve hours however busy it was', async () => {
    const sessionId = await startSession(services, EMAIL);
    for (let minutes = 0; minutes < 700; minutes += 20) {
      later({ minutes: 20 });
      expect(await signedIn(services, sessionId)).toBeDefined();
    }
    later({ minutes: 20 });

    expect(await signedIn(services, sessionId)).toBeUndefined();
  });

  it('ends when its person signs out', async () => {
    const sessionId = await startSession(services, EMAIL);

    await endSession(services, sessionId);

    expect(await signedIn(services, sessionId)).toBeUndefined();
  });
});
