import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach, heldFor, letIn, openHeld, readHeld, refuse } from '../../conduct/holding.ts';
import { standingOf } from '../../escalation/access.ts';
import { openVisit } from '../../escalation/record.ts';
import { openProposal } from '../../escalation/taking-part.ts';
import { listedIn } from '../../services/disagreements.ts';
import { holdingPen } from '../../services/holding-pen.ts';
import { LABELS, letter } from './letters.ts';
import { brackenshire, healthVisitorsForm, wyrefold } from './people.ts';
import { inLondon, openWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld('Mon 2 Mar 2026 09:30');
});
afterEach(() => world.close());

const lead = brackenshire.businessManager;
const secondLead = 'jorah.larkmoor@icb.brackenshire.example';
const POLICE = 'brackenshire-constabulary';
const ICB = 'brackenshire-integrated-care-board';
const policeManager = 'rhoda.elverstone@police.brackenshire.example';
const icbManager = 'una.farthingoe@icb.brackenshire.example';
const agreed = { text: 'A home visit this week.', how: 'agreed', actions: [], noActions: true };

describe('A16: three responding agencies, one of them not concerned', () => {
  it('asks each agency’s own person at each stage, by one deadline, and is resolved when the two that are concerned have confirmed', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const added = { name: 'Carys Wetherlam', email: 'carys.wetherlam@police.brackenshire.example' };
    await world.does(reference, brackenshire.healthVisitor, 'add-agency', { agency: POLICE, ...added });
    await world.does(reference, brackenshire.healthVisitor, 'add-agency', { agency: ICB });
    expect(world.whoGot('please answer by 5pm on Wednesday 4 March 2026')).toEqual([
      brackenshire.socialWorker,
      added.email,
    ]);
    expect(world.whoGot('Please say who should be asked')).toEqual([secondLead]);

    await world.until('Wed 4 Mar 2026 17:00');
    const visit = openVisit(await world.read(reference))!;
    expect(visit.asked.map(({ side, person }) => `${side} ${person.email}`)).toEqual([
      `raising ${brackenshire.healthVisitorsManager}`,
      `responding ${brackenshire.socialCareManager}`,
      `responding ${policeManager}`,
      `responding ${icbManager}`,
    ]);
    expect(inLondon(visit.deadline!.at)).toBe('Mon 9 Mar 17:00');

    await world.does(reference, brackenshire.healthVisitorsManager, 'propose', agreed);
    const proposalId = openProposal(await world.read(reference))!.id;
    await world.does(reference, brackenshire.socialCareManager, 'confirm', { proposalId });
    await world.does(reference, icbManager, 'mark-not-concerned', { text: 'The child was never on our list.' });
    expect(await world.stageOf(reference)).toBe('2');
    expect(world.whoGot('not concerned')).toContain(brackenshire.healthVisitor);

    await world.does(reference, policeManager, 'confirm', { proposalId });
    expect((await world.read(reference)).outcome?.outcome).toBe('resolved');
  });

  it('ROU-6: "I don’t know who": their counterpart is asked, chased once, then reported, and the stage opens in its time all the same', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Wed 4 Mar 2026 17:00');
    await world.does(reference, brackenshire.healthVisitorsManager, 'ask-who-is-next', {
      agency: 'brackenshire-childrens-social-care',
    });

    await world.until('Mon 9 Mar 2026 17:30');

    const lines = world
      .story(reference, 'Wed 4 Mar 2026 17:00')
      .filter((line) => /who should be asked|Who is next/.test(line));
    expect(lines).toEqual([
      'Wed 4 Mar 17:00 Please say who should be asked in your agency: esme.quillfeather',
      'Thu 5 Mar 10:00 Please say who should be asked in your agency: esme.quillfeather',
      'Fri 6 Mar 10:00 Please say who should be asked in your agency: bettina.larkmoor',
      'Fri 6 Mar 10:00 Who is next has not been said yet: farah.kilnhurst-rao, jorah.larkmoor, keziah.stanthorne',
    ]);
    expect(world.story(reference).join('\n')).toContain(
      'Fri 6 Mar 10:00 Reminder: please answer by 5pm on Monday 9 March',
    );
    expect(await world.stageOf(reference)).toBe('3');
  });

  it('ROU-6: once they say who it is, that person is asked and nobody is chased', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    await world.until('Wed 4 Mar 2026 17:00');
    const agency = 'brackenshire-childrens-social-care';
    await world.does(reference, brackenshire.healthVisitorsManager, 'ask-who-is-next', { agency });
    const next = { role: 'senior-manager', name: 'Nel New', email: 'nel.new@brackenshire.example' };
    await world.does(reference, brackenshire.socialCareManager, 'name-next', next);

    await world.until('Mon 9 Mar 2026 17:30');

    expect(world.whoGot('who should be asked')).toEqual([brackenshire.socialCareManager]);
    expect(world.whoGot('Who is next')).toEqual([]);
    expect(openVisit(await world.read(reference))!.asked.map(({ person }) => person.email)).toContain(next.email);
  });
});

describe('a lead whose own agency is a side', () => {
  it('is asked to stand aside when the board may know of it; another lead takes it and closes it', async () => {
    const form = healthVisitorsForm({ theirAgency: ICB, theirName: '', theirEmail: '' });
    const { reference } = await world.raiseForm('brackenshire', form);
    expect(world.whoGot('stand aside')).toEqual([]);
    await world.until('Thu 5 Mar 2026 09:00');
    expect(world.whoGot('stand aside')).toEqual([secondLead]);

    const close = { route: 'referral', text: 'A first referral.' };
    expect((await world.does(reference, secondLead, 'close-out-of-scope', close)).refused).toContain('stand aside');
    await world.does(reference, secondLead, 'stand-aside', { text: 'It is about my own agency.' });
    expect(world.whoGot('A lead stood aside')).toEqual([lead]);
    await world.until('Fri 6 Mar 2026 09:00');
    const digestOf = (who: string) => world.mailTo(who, 'Digest').at(-1)!;
    expect([lead, secondLead].map((who) => digestOf(who).text.includes(reference))).toEqual([true, false]);
    expect(inLondon(digestOf(secondLead).at)).toBe('Fri 6 Mar 08:00');
    expect((await world.does(reference, lead, 'close-out-of-scope', close)).refused).toBeUndefined();
  });
});

describe('SCP-1: it was a referral after all', () => {
  it('is closed by the lead as out of scope; both sides and the raiser are told the route, and the record is kept', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const close = { route: 'referral', text: 'Nobody has referred her yet.' };
    expect((await world.does(reference, lead, 'close-out-of-scope', close)).refused).toContain('does not show');
    await world.until('Wed 4 Mar 2026 17:30');

    await world.does(reference, lead, 'close-out-of-scope', close);
    await world.until('Thu 5 Mar 2026 08:30');

    const told = world.whoGot('Closed as out of scope');
    for (const who of [brackenshire.healthVisitor, brackenshire.socialWorker, brackenshire.socialCareManager]) {
      expect(told).toContain(who);
      expect(world.mailTo(who, 'Closed as out of scope')[0]!.text).toContain('01632 960101');
    }
    expect(await world.stageOf(reference)).toBe('closed');
    const { id } = await world.read(reference);
    expect((await listedIn(world.services.table, 'brackenshire', 'all')).map((d) => d.id)).toContain(id);
  });
});

describe('the holding pen', () => {
  const raw = letter({ body: LABELS, from: 'Bashir Brambleby <bashir@home.example>' });
  const raiser = {
    name: 'Bashir Brambleby',
    email: brackenshire.healthVisitor,
    agency: 'dunmere-valley-community-health',
  };
  const heldId = async () => (await heldFor(world.services, lead))[0]!.waiting[0]!.id;
  const opened = async () => {
    await world.receives({ raw, envelope: { receivedAt: '2026-03-02T09:12:00Z' } });
    const id = await heldId();
    await openHeld(world.services, { id, by: lead, reason: 'It names our partnership.' });
    return id;
  };

  it('lets in on Tuesday what came on Monday: the clock counts from Monday, and the raiser hears of it', async () => {
    const id = await opened();
    await world.until('Tue 3 Mar 2026 09:00');

    const ended = await letIn(world.services, { id, by: lead, raiser });

    expect(ended).toMatchObject({ done: { became: 'disagreement' } });
    const [d] = await listedIn(world.services.table, 'brackenshire', 'all');
    expect(d!.raisedAt).toBe('2026-03-02T09:12:00Z');
    expect(inLondon(openVisit(d!)!.deadline!.at)).toBe('Wed 4 Mar 17:00');
    expect(world.whoGot('Your professional disagreement is open')).toEqual([brackenshire.healthVisitor]);
    expect((await heldFor(world.services, lead))[0]!.waiting).toEqual([]);
  });

  it('an email to a partnership that there is not waits for every lead, and whoever reads it lets it in where they lead', async () => {
    const to = ['raise+brackenshyre@common-ground.example'];
    await world.receives({ raw, envelope: { receivedAt: '2026-03-02T09:12:00Z', to } });
    const id = await heldId();

    expect(await readHeld(world.services, id, brackenshire.healthVisitor)).toBeUndefined();
    expect((await readHeld(world.services, id, lead))!.message).not.toHaveProperty('text');
    await openHeld(world.services, { id, by: lead, reason: 'Its address was mistyped.' });
    expect(await letIn(world.services, { id, by: lead, raiser })).toMatchObject({ done: { became: 'disagreement' } });
    expect((await listedIn(world.services.table, 'brackenshire', 'all'))[0]!.raisedAt).toBe('2026-03-02T09:12:00Z');
    expect((await heldFor(world.services, lead))[0]!.waiting).toEqual([]);
  });

  it('NOT-5: shows no words before a reason is given, keeps the reason, and logs that it was opened but not why', async () => {
    await world.receives({ raw });
    const id = await heldId();

    expect((await readHeld(world.services, id, lead))!.message).not.toHaveProperty('text');
    expect(await openHeld(world.services, { id, by: lead, reason: ' ' })).toEqual({
      refused: 'Enter why you need to read it.',
    });
    expect(await letIn(world.services, { id, by: lead, raiser })).toEqual({
      refused: 'First say why you need to read it.',
    });
    await openHeld(world.services, { id, by: lead, reason: 'It names our partnership.' });
    expect((await readHeld(world.services, id, lead))!.message.text).toContain('The problem');
    expect((await readHeld(world.services, id, secondLead))!.message).not.toHaveProperty('text');

    const kept = await holdingPen(world.services.table).get(id);
    expect(kept!.opened).toEqual([{ at: world.clock.now().toString(), by: lead, reason: 'It names our partnership.' }]);
    expect(world.logged.join('\n')).toContain('held mail opened');
    expect(world.logged.join('\n')).not.toContain('names our partnership');
  });

  it('attaches one to a disagreement as a note, once, with its words', async () => {
    const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
    const id = await opened();

    expect(await attach(world.services, { id, by: lead, reference: 'ZZ-9999' })).toMatchObject({
      refused: expect.stringContaining('no disagreement'),
    });
    expect(await attach(world.services, { id, by: lead, reference })).toMatchObject({ done: { became: 'note' } });
    expect(await attach(world.services, { id, by: lead, reference })).toEqual({
      refused: 'Somebody has decided on it already: it is a note on a disagreement.',
    });
    const notes = (await world.read(reference)).history.filter(({ what }) => what === 'email attached as a note');
    expect(notes).toHaveLength(1);
    expect(notes[0]!.facts).toMatchObject({ received: '2026-03-02T09:12:00Z' });
  });

  it('refuses one with a reason, which is kept; nobody is written to', async () => {
    const id = await opened();
    const before = world.mails.length;

    expect(await refuse(world.services, { id, by: lead, reason: '' })).toEqual({ refused: 'Enter why it is refused.' });
    expect(await refuse(world.services, { id, by: lead, reason: 'An advertisement.' })).toMatchObject({
      done: { became: 'discarded', reason: 'An advertisement.' },
    });
    expect(world.mails.length).toBe(before);
  });

  it('is for the leads of that partnership alone', async () => {
    const id = await opened();

    for (const who of [brackenshire.healthVisitor, wyrefold.nurse, 'dilys.thackeringham@board.wyrefold.example'])
      expect(await readHeld(world.services, id, who)).toBeUndefined();
    expect(await heldFor(world.services, brackenshire.healthVisitor)).toEqual([]);
  });
});

it('a contact who left: the lead, told the reference by telephone, replaces them below the board’s line and sees nothing of it', async () => {
  const { reference } = await world.raiseForm('brackenshire', healthVisitorsForm());
  const d = await world.read(reference);
  const known = (await world.services.rules.partnership('brackenshire'))!;
  const policy = world.services.rules.requirePolicy(d.policyVersionId);
  expect(standingOf(d, lead, { ...known, policy })).toMatchObject({ sees: 'count', may: ['replace-contact', 'vouch'] });

  await world.does(reference, lead, 'replace-contact', {
    agency: 'brackenshire-childrens-social-care',
    role: 'practitioner',
    name: 'Nel New',
    email: 'nel.new@brackenshire.example',
  });

  expect(world.whoGot('please answer by 5pm on Wednesday 4 March 2026')).toEqual([
    brackenshire.socialWorker,
    'nel.new@brackenshire.example',
  ]);
  const after = await world.read(reference);
  expect(standingOf(after, brackenshire.socialWorker, { ...known, policy }).sees).toBe('nothing');
});
