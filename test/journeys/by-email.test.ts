import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { letIn, openHeld } from '../../conduct/holding.ts';
import type { Verdicts } from '../../escalation/inbound.ts';
import { openVisit } from '../../escalation/record.ts';
import { listedIn } from '../../services/disagreements.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { LABELS, letter, replyAddressOf } from './letters.ts';
import { brackenshire, healthVisitorsForm } from './people.ts';
import { inLondon, openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
});
afterEach(() => world.close());

const opened = () => listedIn(world.services.table, 'brackenshire', 'all');
const theOne = async () => {
  const all = await opened();
  expect(all).toHaveLength(1);
  return all[0]!;
};
const waiting = async (partnershipId: string | undefined = 'brackenshire') =>
  (await holdingPen(world.services.table).waiting(partnershipId)).messages;
const people = () => world.mails.filter(({ subject }) => !subject.includes('Digest'));

describe('raised by email', () => {
  it('ADM-4: opens like the form when every label is there, and asks for nothing more', async () => {
    expect((await world.receives({ raw: letter({ body: LABELS }) })).became).toBe('disagreement');

    const d = await theOne();
    expect([d.raisedBy, d.missing, d.category, d.about, d.aroseOn]).toEqual([
      'email',
      [],
      'referral',
      'decision',
      '2026-03-02',
    ]);
    expect(world.story(d.reference)).toEqual([
      'Mon 2 Mar 09:30 A professional disagreement: please answer by 5pm on Wednesday 4 March 2026: jorah.vexley',
      'Mon 2 Mar 09:30 Your professional disagreement is open: bashir.brambleby',
    ]);
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(d.reference)).toBe('2');
  });

  it.each([
    ['a school whose mail is not on the list', 'Leonie Tillingbourne <leonie.tillingbourne@hollowbrook.example>', true],
    ['a health service whose mail is', `Bashir Brambleby <${brackenshire.healthVisitor}>`, false],
  ])(
    'PRV-1: accepts an email from %s, and says how to send safely only where it must',
    async (_who, from, isWarned) => {
      const labels = LABELS.filter((line) => !line.startsWith('My '));
      expect((await world.receives({ raw: letter({ from, body: labels }) })).became).toBe('disagreement');

      const d = await theOne();
      const [acknowledgement] = world.mailTo(d.raiser.email, 'Your professional disagreement is open');
      for (const words of [acknowledgement!.text, acknowledgement!.html.replaceAll(/<[^>]+>/g, ' ')])
        expect(words.replaceAll(/\s+/g, ' ').includes('not on this partnership’s list of secure addresses')).toBe(
          isWarned,
        );
      expect(acknowledgement!.text.includes('use the form')).toBe(isWarned);
      // What they wrote is not sent back to them on the same road.
      expect(acknowledgement!.text).not.toContain('The referral was closed without a visit');
      // Nobody else is told how the raiser's agency sends its mail.
      expect(world.mails.filter(({ text }) => text.includes('secure addresses'))).toHaveLength(isWarned ? 1 : 0);
    },
  );

  it('PRV-1: says nothing of it to whoever used the form, from whatever address', async () => {
    const form = healthVisitorsForm({
      raiserName: 'Leonie Tillingbourne',
      raiserEmail: 'leonie.tillingbourne@hollowbrook.example',
      raiserAgency: 'hollowbrook-school',
    });
    await world.raiseForm('brackenshire', form);

    expect(world.mails.length).toBeGreaterThan(0);
    expect(world.mails.filter(({ text }) => text.includes('secure addresses'))).toEqual([]);
  });

  it('BEY-17: opens on free text, asks the raiser alone for what is missing, and the clock runs from receipt meanwhile', async () => {
    await world.receives({ raw: letter({ body: ['Hello,', '', 'They closed our referral and I do not agree.'] }) });

    const d = await theOne();
    expect(d.missing).toEqual(expect.arrayContaining(['Child or adult', 'Their agency', 'The problem', 'What I want']));
    expect(d.missing).not.toContain('Their practitioner');
    expect(world.story(d.reference)).toEqual([
      'Mon 2 Mar 09:30 Nobody has said which agency to ask: jorah.larkmoor, keziah.stanthorne',
      'Mon 2 Mar 09:30 Please add what was left out: bashir.brambleby',
      'Mon 2 Mar 09:30 Your professional disagreement is open: bashir.brambleby',
    ]);
    expect(openVisit(d)!.deadline).toMatchObject({ at: '2026-03-04T17:00:00Z', which: 'stage' });
  });

  it.each([
    ['child', 'brackenshire-childrens-social-care'],
    ['adult', 'brackenshire-adult-social-care'],
    ['both', undefined],
  ])(
    'ADM-4: somebody of a council whose two services share a domain works for the one whom it is about: %s',
    async (about, agency) => {
      const from = 'Noor Comer <noor.comer@brackenshire.example>';
      const body = LABELS.map((line) =>
        line.startsWith('Child or adult')
          ? `Child or adult: ${about}`
          : line.startsWith('Their agency')
            ? 'Their agency: Hollowbrook School'
            : line,
      ).filter((line) => !/^(My manager|Their practitioner)/.test(line));

      const ended = await world.receives({ raw: letter({ from, body }) });

      expect((await opened()).map(({ raiser }) => raiser.agency)).toEqual(agency ? [agency] : []);
      expect(ended.became).toBe(agency ? 'disagreement' : 'held');
    },
  );

  it('BEY-17: an agency that is not in the directory is said to be so, without being quoted, and the partnership knows', async () => {
    const body = LABELS.map((line) => (line.startsWith('Their agency') ? 'Their agency: Nowhere Social Care' : line));
    await world.receives({ raw: letter({ body }) });

    const { reference } = await theOne();
    const { text } = world.mailTo(brackenshire.healthVisitor, 'left out')[0]!;
    expect(text.replaceAll(/\s+/g, ' ')).toContain('is not in this partnership’s directory');
    expect(world.mails.filter((mail) => `${mail.subject}${mail.text}`.includes('Nowhere'))).toEqual([]);
    expect(await world.steps(reference)).toContain('nobody to ask 1');
  });

  it.each(['1 March 1990', '31 December 2011', '30 December 2011'])(
    'BEY-17: a day before any bank holidays are known (%s) is asked for again, and skips no stage',
    async (arose) => {
      const body = LABELS.map((line) => (line.startsWith('Day it arose') ? `Day it arose: ${arose}` : line));
      await world.receives({ raw: letter({ body }) });

      const d = await theOne();
      expect([d.aroseOn, d.missing, openVisit(d)!.stageId]).toEqual(['2026-03-02', ['Day it arose'], '1']);
    },
  );

  it('BEY-17: a talk before any bank holidays are known is asked for again, and counts no day', async () => {
    const talked = 'Talked already: yes, on 31 December 2011, we did not agree';
    const body = LABELS.map((line) => (line.startsWith('Talked already') ? talked : line));
    await world.receives({ raw: letter({ body }) });

    const d = await theOne();
    expect([d.aroseOn, d.missing, openVisit(d)!.stageId]).toEqual(['2026-03-02', ['Talked already'], '2']);
  });

  it('BEY-19: where the bank holidays end too soon to count any deadline, it waits for a person and is not sent for ever', async () => {
    world.close();
    world = await openWorld('Fri 29 Dec 2028 09:30');
    const body = LABELS.map((line) => (line.startsWith('Day it arose') ? 'Day it arose: 29 December 2028' : line));

    expect(await world.receives({ raw: letter({ body }) })).toMatchObject({ became: 'held' });

    const [held] = await waiting();
    expect(held!.why).toContain('bank holidays');
    const raiser = { name: 'B', email: brackenshire.healthVisitor, agency: 'dunmere-valley-community-health' };
    await openHeld(world.services, { id: held!.id, by: brackenshire.businessManager, reason: 'To see why.' });
    expect(await letIn(world.services, { id: held!.id, by: brackenshire.businessManager, raiser })).toMatchObject({
      refused: expect.stringContaining('bank holidays'),
    });
    expect(await opened()).toEqual([]);
  });

  it.each([
    ['whom the directory has', 'bounce.anwen.stanthorne@opengate.example', 'Anwen Stanthorne'],
    ['whom it has not', 'bashir-lee.brambleby2@dunmerevalleyhealth.example', 'Bashir-Lee Brambleby'],
    [
      'whose program sends the address as the name',
      `"${brackenshire.healthVisitor}" <${brackenshire.healthVisitor}>`,
      'Bashir Brambleby',
    ],
  ])('greets a sender without a name, %s, by a name and not by their address', async (_, from, name) => {
    await world.receives({ raw: letter({ from, body: 'They closed our referral and I do not agree.' }) });

    const d = await theOne();
    expect(d.raiser.name).toBe(name);
    expect(world.mailTo(d.raiser.email, 'Your professional disagreement is open')[0]!.text).toContain(`Dear ${name},`);
  });

  it('BEY-17: the raiser answers by email with the labels, and the other side is asked at once, by the deadline that has been running', async () => {
    await world.receives({ raw: letter({ body: 'They closed our referral and I do not agree.' }) });
    const { reference } = await theOne();
    const to = replyAddressOf(world.mailTo(brackenshire.healthVisitor, 'left out')[0]!);
    await world.until('Mon 2 Mar 2026 15:00');

    const reply = letter({ to, id: 'letter-2@dunmerevalleyhealth.example', subject: 'Re: Please add', body: LABELS });
    expect((await world.receives({ raw: reply, envelope: { to: [to] } })).became).toBe('addition');

    expect((await world.read(reference)).missing).toEqual([]);
    expect(world.story(reference, 'Mon 2 Mar 2026 15:00')).toEqual([
      'Mon 2 Mar 15:00 A professional disagreement: please answer by 5pm on Wednesday 4 March 2026: jorah.vexley',
    ]);
    expect(await opened()).toHaveLength(1);
  });

  it('F1: an answer that is delivered twice is added once and held never', async () => {
    await world.receives({ raw: letter({ body: 'They closed our referral and I do not agree.' }) });
    const { reference } = await theOne();
    const to = replyAddressOf(world.mailTo(brackenshire.healthVisitor, 'left out')[0]!);
    const id = 'letter-2@dunmerevalleyhealth.example';
    const part = letter({ to, id, subject: 'Re: Please add', body: LABELS.slice(0, 5) });
    const whole = letter({ to, id: 'letter-3@dunmerevalleyhealth.example', subject: 'Re: Please add', body: LABELS });

    for (const raw of [part, part, whole, whole, part])
      expect((await world.receives({ raw, envelope: { to: [to] } })).became).toBe('addition');

    expect((await world.steps(reference)).filter((step) => step === 'completed')).toHaveLength(2);
    expect(await waiting()).toEqual([]);
  });

  it('INT-12: starts at the managers when the email says that they have talked', async () => {
    const body = LABELS.map((line) =>
      line.startsWith('Talked already') ? 'Talked already: yes, on 27 February 2026, we did not agree' : line,
    );
    await world.receives({ raw: letter({ body }) });

    expect(openVisit(await theOne())!.stageId).toBe('2');
  });

  it('F7: counts from the day it was received, not from the day it is worked on', async () => {
    await world.receives({
      raw: letter({ body: LABELS.filter((line) => !line.startsWith('Day it arose')) }),
      envelope: { receivedAt: '2026-02-27T16:00:00Z' },
    });

    const d = await theOne();
    expect([d.aroseOn, inLondon(openVisit(d)!.deadline!.at)]).toEqual(['2026-02-27', 'Tue 3 Mar 17:00']);
  });
});

describe('F1: one email is one disagreement, however often it is delivered', () => {
  const raw = letter({ body: LABELS });

  it.each([
    ['the same delivery handed over twice', ['session-a', 'session-a']],
    ['the sender’s server tried five times, each under a new id of ours', ['s-1', 's-2', 's-3', 's-4', 's-5']],
    ['both, mixed', ['s-1', 's-2', 's-1', 's-3', 's-2']],
  ])('%s', async (_, sessions) => {
    const ended = [];
    for (const messageId of sessions) ended.push(await world.receives({ raw, envelope: { messageId } }));

    expect(new Set(ended.map((one) => JSON.stringify(one))).size).toBe(1);
    await theOne();
    expect(people()).toHaveLength(2);
    expect(new Set(people().map(({ to }) => to))).toEqual(
      new Set([brackenshire.healthVisitor, brackenshire.socialWorker]),
    );
  });

  it('five deliveries at the same moment', async () => {
    const ended = await Promise.all(
      ['s-1', 's-2', 's-3', 's-4', 's-5'].map((messageId) => world.receives({ raw, envelope: { messageId } })),
    );

    expect(new Set(ended.map((one) => JSON.stringify(one))).size).toBe(1);
    const { reference } = await theOne();
    expect(world.story(reference)).toHaveLength(2);
    expect(people()).toHaveLength(2);
  });

  it('a second delivery a month later, when the first is long at another stage', async () => {
    await world.receives({ raw });
    await world.until('Tue 31 Mar 2026 09:00');
    await world.receives({ raw, envelope: { messageId: 'much later' } });

    expect(openVisit(await theOne())!.stageId).toBe('4b');
  });

  it('two people who write the same words are two disagreements, even under one Message-ID', async () => {
    await world.receives({ raw });
    await world.receives({
      raw: letter({ from: 'Ishaan Pikestone <ishaan.pikestone@dunmerevalleyhealth.example>', body: LABELS }),
    });

    expect(await opened()).toHaveLength(2);
  });
});

describe('F6: what no person wrote opens nothing and is never answered', () => {
  it.each([
    ['an out-of-office notice', 'Automatic reply: Professional disagreement', ['Auto-Submitted: auto-replied'], {}],
    ['a bounce', 'Undelivered Mail Returned to Sender', ['X-Failed-Recipients: a@b.example'], { from: '' }],
    ['a mailing list', 'This week', ['List-Id: <weekly.lists.example>', 'Precedence: bulk'], {}],
    ['our own mail coming back', 'Hello', ['X-Common-Ground: inbound.commonground.example'], {}],
  ])('%s', async (_, subject, headers, envelope) => {
    const ended = await world.receives({ raw: letter({ subject, headers, body: LABELS }), envelope });

    expect(ended.became).toBe('held');
    expect(await opened()).toEqual([]);
    expect(people()).toEqual([]);
    expect(await waiting()).toHaveLength(1);
  });

  it('an out-of-office notice in answer to the question is no answer: the clock goes on', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const to = replyAddressOf(world.mailTo(brackenshire.socialWorker)[0]!);
    await world.receives({
      raw: letter({
        from: `Jorah Vexley <${brackenshire.socialWorker}>`,
        to,
        subject: 'Automatic reply: A professional disagreement',
        headers: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
        body: 'I am away until Monday.',
      }),
      envelope: { to: [to] },
    });

    expect(openVisit(await world.read(reference))!.asked.every(({ answeredAt }) => answeredAt === undefined)).toBe(
      true,
    );
    await world.until('Wed 4 Mar 2026 17:00');
    expect(await world.stageOf(reference)).toBe('2');
  });
});

describe('S11: a virus', () => {
  it('that comes back as a bounce says of nobody that they cannot be reached: it is held, and nothing in it is believed', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const to = replyAddressOf(world.mailTo(brackenshire.socialWorker)[0]!);
    const before = await world.steps(reference);

    const ended = await world.receives({
      raw: letter({ from: 'Mail Delivery <postmaster@elsewhere.example>', to, subject: 'Undelivered', body: 'x' }),
      envelope: {
        from: '',
        to: [to],
        verdicts: { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'DISABLED', virus: 'FAIL' },
      },
    });

    expect(ended.became).toBe('held');
    expect(await world.steps(reference)).toEqual(before);
  });
});

describe('what cannot be trusted or placed waits for a person, with its receipt time', () => {
  const PASS: Verdicts = { spf: 'PASS', dkim: 'PASS', dmarc: 'PASS', spam: 'DISABLED', virus: 'DISABLED' };

  it.each([
    ['a sender outside every agency', { from: 'Somebody <somebody@elsewhere.example>' }, {}, 'held', 'brackenshire'],
    ['a sender whom nothing proves', {}, { verdicts: { ...PASS, dmarc: 'GRAY' as const } }, 'held', 'brackenshire'],
    ['a forged sender', {}, { verdicts: { ...PASS, dmarc: 'FAIL' as const } }, 'quarantined', 'brackenshire'],
    ['a virus', {}, { verdicts: { ...PASS, virus: 'FAIL' as const } }, 'quarantined', 'brackenshire'],
    ['an unknown partnership', {}, { to: ['raise+nowhere@inbound.commonground.example'] }, 'held', undefined],
    [
      'two partnerships at once',
      {},
      { to: ['raise+brackenshire@inbound.commonground.example', 'raise+wyrefold@inbound.commonground.example'] },
      'held',
      undefined,
    ],
  ])('%s', async (_, written, envelope, became, partnershipId) => {
    const ended = await world.receives({
      raw: letter({ body: LABELS, ...written }),
      envelope: { receivedAt: '2026-03-02T09:12:00Z', ...envelope },
    });

    expect(ended.became).toBe(became);
    const [held, ...others] = await holdingPen(world.services.table)
      .waiting(partnershipId)
      .then(({ messages }) => messages);
    expect(others).toEqual([]);
    expect([held!.kind, held!.receivedAt]).toEqual([became, '2026-03-02T09:12:00Z']);
    expect(await opened()).toEqual([]);
    expect(people()).toEqual([]);
  });

  it('S2: a reply address that was made up, or was somebody else’s, adds nothing to a disagreement', async () => {
    await world.receives({ raw: letter({ body: 'They closed our referral and I do not agree.' }) });
    const { reference } = await theOne();
    const to = replyAddressOf(world.mailTo(brackenshire.healthVisitor, 'left out')[0]!);
    const forged = to.replace(/(.)@/, (_, last) => `${last === 'a' ? 'b' : 'a'}@`);

    const byForged = await world.receives({
      raw: letter({ to: forged, id: 'f@dunmerevalleyhealth.example', body: LABELS }),
      envelope: { to: [forged] },
    });
    const bySomebodyElse = await world.receives({
      raw: letter({
        from: `Jorah Vexley <${brackenshire.socialWorker}>`,
        to,
        id: 'o@brackenshire.example',
        body: LABELS,
      }),
      envelope: { to: [to] },
    });

    // Whoever has somebody else's address is not that person, although they may add what is missing at their own.
    const managers = replyAddressOf(world.mailTo(brackenshire.businessManager, 'which agency to ask')[0]!);
    const byRaiserElsewhere = await world.receives({
      raw: letter({ to: managers, id: 'r@dunmerevalleyhealth.example', body: LABELS }),
      envelope: { to: [managers] },
    });

    expect([byForged.became, bySomebodyElse.became, byRaiserElsewhere.became]).toEqual(['held', 'held', 'held']);
    expect((await world.read(reference)).missing).not.toEqual([]);
    expect(await opened()).toHaveLength(1);
  });

  it.each([
    ['the partnership’s lead', 'We do not agree.', 'which agency to ask', brackenshire.businessManager],
    ['the other side’s manager', LABELS, 'please answer', brackenshire.socialCareManager],
  ])(
    'REQUIREMENTS §3: %s moves nothing by an email at their own address, whatever it says: a person reads it',
    async (_, raised, words, who) => {
      await world.receives({ raw: letter({ body: raised }) });
      await world.until('Wed 4 Mar 2026 18:00');
      const { reference } = await theOne();
      const to = replyAddressOf(world.mailTo(who, words)[0]!);
      const before = await world.read(reference);

      const raw = letter({
        from: `Somebody <${who}>`,
        to,
        id: 'all@brackenshire.example',
        subject: `Re: [${reference}] Confirmed. Please wait until May, and close it as out of scope`,
        body: [...LABELS, 'Must be settled by: 29 May 2026'],
      });

      expect(await world.receives({ raw, envelope: { to: [to] } })).toEqual({
        became: 'held',
        why: 'It is a reply, for a person to read',
      });
      expect(await world.read(reference)).toEqual(before);
    },
  );

  it('F13: an unreadable email is kept apart, and its proved sender is told once how to use the form', async () => {
    const raw = letter({
      headers: ['Content-Transfer-Encoding: 7bit'],
      body: '-----BEGIN PGP MESSAGE-----\r\nhQEMA0kW\r\n-----END PGP MESSAGE-----',
    });

    for (const messageId of ['s-1', 's-1', 's-2'])
      expect((await world.receives({ raw, envelope: { messageId } })).became).toBe('held');

    expect(people().map(({ to, subject }) => [to, subject])).toEqual([
      [brackenshire.healthVisitor, 'This is a trial: Your email could not be read'],
    ]);
    expect(people()[0]!.text).toContain('/raise/brackenshire');
    expect(people()[0]!.raw).not.toContain('hQEMA0kW');
    expect(await waiting()).toHaveLength(1);
  });
});
