import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdingPen } from '../../services/holding-pen.ts';
import { rowsTo, wasNotDelivered } from '../../services/outbox.ts';
import { letter, replyAddressOf } from './letters.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { inLondon, london, openWorld, type World } from './world.ts';

/* What comes back to the address we write from: an out-of-office notice, a returned email. Nobody at work wrote either. */

let world: World;
let reference: string;
beforeEach(async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
  ({ reference } = await world.raiseForm('brackenshire', healthVisitorsForm()));
  await world.until('Wed 4 Mar 2026 17:00');
});
afterEach(() => world.close());

const MANAGER = brackenshire.socialCareManager;
const OTHER_MANAGER = 'leonie.farthingoe@brackenshire.example';
const asked = () => world.mailTo(MANAGER, 'please answer')[0]!;
const backTo = (to: string) => ({ from: '', to: [to] });
const notVerified = { spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY', spam: 'DISABLED', virus: 'DISABLED' } as const;

const notice = () =>
  letter({
    from: `Esme Quillfeather <${MANAGER}>`,
    subject: 'Automatic reply: a professional disagreement',
    headers: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
    body: 'I am on leave until Monday 16 March.',
  });
const returned = () => readFileSync(new URL('../fixtures/mail/bounce.eml', import.meta.url));

describe('Esme is on leave when stage 2 opens, and her mailbox says so', () => {
  it('BEY-16: whoever else can answer is asked that minute; the notice is no answer and is not answered', async () => {
    const before = world.mails.length;
    const envelope = { ...backTo(replyAddressOf(asked())), verdicts: notVerified };

    expect((await world.receives({ raw: notice(), envelope })).became).toBe('fact');

    expect(world.mails.slice(before).map(({ to, subject }) => [to, subject.includes('please answer')])).toEqual([
      [OTHER_MANAGER, true],
    ]);
    expect(await world.stageOf(reference)).toBe('2');
    expect(await world.steps(reference)).toContain('an automatic reply says they are away 2');
    expect((await holdingPen(world.services.table).waiting('brackenshire')).messages).toEqual([]);
  });

  it('F1: the same notice delivered twice, and another after the reminder, ask nobody a second time', async () => {
    const envelope = { ...backTo(replyAddressOf(asked())), verdicts: notVerified };
    await world.receives({ raw: notice(), envelope });
    await world.receives({ raw: notice(), envelope });
    await world.receives({ raw: notice().replace('letter-1', 'letter-2'), envelope });

    expect(world.mailTo(OTHER_MANAGER, 'please answer')).toHaveLength(1);
    const heard = (await world.steps(reference)).filter((step) => step.startsWith('an automatic reply'));
    expect(heard).toHaveLength(1);
  });

  it('BEY-16: either of them settles it', async () => {
    await world.receives({ raw: notice(), envelope: backTo(replyAddressOf(asked())) });
    const proposed = await world.does(reference, OTHER_MANAGER, 'propose', {
      text: 'A single assessment.',
      how: 'agreed',
      actions: [],
      noActions: true,
    });

    expect(proposed.refused).toBeUndefined();
  });

  it('S2: a notice at an address that we never signed waits for a person, and asks nobody', async () => {
    const forged = replyAddressOf(asked()).replace(
      /^reply\+(.)/,
      (_all, first) => `reply+${first === 'a' ? 'b' : 'a'}`,
    );

    expect((await world.receives({ raw: notice(), envelope: backTo(forged) })).became).toBe('held');
    expect(world.mailTo(OTHER_MANAGER)).toEqual([]);
  });
});

describe('Esme has left, and her old address returns our email', () => {
  it('F5: whoever is next is asked that minute, the clock runs on, and the morning digest says that it did not reach them', async () => {
    const { id } = await world.read(reference);
    await world.receives({ raw: returned(), envelope: { ...backTo(replyAddressOf(asked())), verdicts: notVerified } });

    expect(world.mailTo(OTHER_MANAGER, 'please answer')).toHaveLength(1);
    const rows = await rowsTo(world.services.table, id, MANAGER);
    expect(rows.map(({ row }) => wasNotDelivered(row))).toEqual([true]);
    await world.until('Thu 5 Mar 2026 09:00');
    const digest = world.mailTo(brackenshire.businessManager, 'igest').at(-1)!;
    expect(digest.text).toMatch(/not delivered/i);
    await world.until('Mon 9 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
  });

  it('F5: a report that it is only late asks nobody, and is seen by a person', async () => {
    const late = returned().toString('latin1').replace('Action: failed', 'Action: delayed');
    const received = await world.receives({ raw: late, envelope: backTo(replyAddressOf(asked())) });

    expect(received.became).toBe('held');
    expect(world.mailTo(OTHER_MANAGER)).toEqual([]);
  });
});

describe('no server takes email for Esme’s address, for three days', () => {
  /** Raised as before, with a provider that refuses one address until a London time. */
  async function refusedUntil(time: string, seen = () => {}): Promise<void> {
    world.close();
    world = await openWorld('Mon 2 Mar 2026 09:30', {
      wrap: (services) => ({
        ...services,
        mailer: {
          async send(mail) {
            const isRefused = mail.to === MANAGER && Temporal.Instant.compare(services.clock.now(), london(time)) < 0;
            if (!isRefused) return services.mailer.send(mail);
            seen();
            throw new Error('450 Try again later');
          },
        },
      }),
    });
    ({ reference } = await world.raiseForm('brackenshire', healthVisitorsForm()));
    await world.until('Wed 4 Mar 2026 17:00');
  }
  const unsent = async () => (await world.steps(reference)).filter((step) => step.includes('could not be sent'));

  it('F5, F11: after 72 hours it is given up, and whoever is next is asked, once; the clock ran on, and a lead sees it', async () => {
    let tries = 0;
    await refusedUntil('Mon 23 Mar 2026 09:00', () => {
      tries += 1;
    });

    await world.until('Sat 7 Mar 2026 16:50');
    expect([await unsent(), world.mailTo(OTHER_MANAGER)]).toEqual([[], []]);
    await world.until('Mon 9 Mar 2026 08:30');

    expect(tries).toBeGreaterThan(100);
    expect(await unsent()).toEqual(['an email to them could not be sent 2']);
    expect(world.mailTo(OTHER_MANAGER, 'please answer').map(({ at }) => inLondon(at))).toEqual(['Mon 9 Mar 08:00']);
    const { stages } = await world.read(reference);
    expect(stages[1]!.asked.find(({ person }) => person.email === MANAGER)?.unreached?.why).toBe('could not be sent');
    const digest = world.mailTo(brackenshire.businessManager, 'igest').at(-1)!;
    expect(digest.text).toMatch(/not delivered/i);
    await world.until('Mon 9 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('3');
  });

  it('F5: taken in the end, it asks nobody else', async () => {
    await refusedUntil('Thu 5 Mar 2026 12:00');

    await world.until('Mon 9 Mar 2026 08:30');

    expect(await unsent()).toEqual([]);
    expect(world.mailTo(OTHER_MANAGER, 'please answer')).toEqual([]);
    expect(world.mailTo(MANAGER, 'please answer').length).toBeGreaterThan(0);
  });
});
