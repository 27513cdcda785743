import { describe, expect, it } from 'vitest';
import { standingOf } from '../../escalation/access.ts';
import type { Act } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { escalateIfOverdue } from '../../escalation/clockwork.ts';
import { agencyNamer } from '../../escalation/directory.ts';
import type { Disagreement } from '../../escalation/record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import type { PageAct } from '../../pages/disagreement/act-forms.ts';
import { isReadersMove, WhereItStands } from '../../pages/disagreement/where-it-stands.tsx';
import { DisagreementPage } from '../../pages/disagreement-page.tsx';
import { render } from '../../pages/render.ts';
import {
  asWritten,
  at,
  atBoard,
  B,
  CARE,
  COUNTERPART,
  did,
  isTheirs,
  propose,
  RAISER,
  RAISERS_MANAGER,
  raised,
  takenTo,
} from '../escalation/building.ts';
import { unescaped } from '../functions/web-world.ts';
import { type Deed, DONE, factsOf, LEAD, THEIR_MANAGER, under } from './deeds.ts';

/*
 * "At any moment the page says where it stands, whose move it is, by when, and why", and below it the record: said here by hand of the records
 * in which each act can be done, and of what each act makes of them, to those whose move it is and to those who wait for them.
 * `where-it-stands.test.tsx` has the same of records made for one thing each.
 */

const OWN_LEAD = at('health', 'safeguarding-lead');
const THEIR_LEAD = at('care', 'safeguarding-lead');
const OFFICER = atBoard('officer-children');
const CHAIR = at('school', 'board-representative');

/** Before the act is done, as the row of `DONE` has it. */
const standing = (kind: PageAct, n = 0) => DONE[kind][n] as Deed;
/** After it. */
const done = (kind: PageAct, n = 0): Deed => {
  const deed = standing(kind, n);
  return { ...deed, d: () => did(deed.d(), deed.by, { ...deed.act, kind } as Act, under(deed.under ?? B, deed.at)) };
};
/** And then something more. */
const then = (deed: Deed, by: string, act: Act): Deed => ({
  ...deed,
  d: () => did(deed.d(), by, act, under(deed.under ?? B, deed.at)),
});

/** Decided for good, and asked whether an action was done. */
const FINAL = standing('answer-check-back', 2);

/** Nobody holds any post that the stage asks. */
const nobodyAsked: Deed = {
  ...standing('escalate-now', 1),
  d: () => {
    const d = standing('escalate-now', 1).d();
    return { ...d, stages: d.stages.map((visit) => ({ ...visit, asked: visit.closedAt ? visit.asked : [] })) };
  },
};

/** What the managers would do on two days. */
const twoActions = () =>
  then(
    standing('propose'),
    THEIR_MANAGER,
    propose({
      actions: ['2026-03-09', '2026-03-06'].map((dueOn) => ({ text: 'Assess.', ownerAgency: CARE, dueOn })),
      noActions: false,
    }),
  );

/** What the page is made from for somebody, each text its own words. */
function pageFacts(record: Disagreement, readBy: string, setting: Setting) {
  const d = isTheirs(record, readBy);
  const { may, places } = standingOf(d, readBy, setting);
  return {
    ...factsOf(asSeenBy(d, readBy), setting.policy, readBy),
    agencyName: agencyNamer(setting.directory),
    texts: new Proxy({}, { get: () => 'Words.' }),
    may,
    isLead: places.includes('lead'),
  };
}

const words = (html: string) =>
  unescaped(html.replaceAll(/<[^>]+>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' ,', ',')
    .trim();

/** The first screen as somebody reads it: each of its answers under its name. */
function says(record: Disagreement, readBy: string, setting: Setting): Record<string, string> {
  const html = render(<WhereItStands facts={pageFacts(record, readBy, setting)} />);
  return Object.fromEntries(
    [...html.matchAll(/<dt[^>]*>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/gs)].map(([, key, value]) => [
      words(key!),
      words(value!),
    ]),
  );
}

/** The parts of the record below it, in their order, each under its heading. */
function parts(record: Disagreement, readBy: string, setting: Setting): Record<string, string> {
  const facts = pageFacts(record, readBy, setting);
  const html = render(<DisagreementPage frame={{ isTrial: false }} facts={facts} messages={[]} />);
  return Object.fromEntries(
    [...html.matchAll(/<section[^>]*class="app-part"[^>]*>\s*<h2[^>]*>(.*?)<\/h2>(.*?)<\/section>/gs)].map(
      ([, title, body]) => [words(title!), words(body!)],
    ),
  );
}

const MANAGERS = 'Tarnshire Health line-manager (Tarnshire Health) and Tarnshire Care line-manager (Tarnshire Care)';
const REPRESENTATIVES =
  'Tarnshire Health board-representative (Tarnshire Health) and Tarnshire Care board-representative (Tarnshire Care)';
const SENIORS = 'Tarnshire Health senior-manager (Tarnshire Health) and Tarnshire Care senior-manager (Tarnshire Care)';
const HEADS = 'Tarnshire Health head-of-service (Tarnshire Health) and Tarnshire Care head-of-service (Tarnshire Care)';
const SETTLE = 'to say how it can be settled';
const AT_ONCE = 'As soon as you can: the policy gives no number of days';

describe('whose move it is, and by when', () => {
  it.each<[state: string, Deed, readBy: string, move: string, byWhen: string]>([
    // While a stage is open.
    [
      'the practitioners, to one of them',
      standing('escalate-now'),
      RAISER,
      `Yours, ${SETTLE}. Also asked: Cas Counterpart (Tarnshire Care)`,
      '5pm on Wednesday 4 March 2026',
    ],
    [
      'the managers, to somebody asked before',
      standing('escalate-now', 1),
      RAISER,
      `${MANAGERS}, ${SETTLE}`,
      '5pm on Thursday 5 March 2026',
    ],
    [
      'one of two has answered',
      done('record-discussion', 2),
      THEIR_MANAGER,
      `Tarnshire Health line-manager (Tarnshire Health), ${SETTLE}`,
      '5pm on Thursday 5 March 2026',
    ],
    [
      'both have answered',
      then(done('record-discussion', 2), RAISERS_MANAGER, {
        kind: 'record-discussion',
        heldOn: '2026-03-02',
        with: 'Somebody',
        text: 'Words.',
      }),
      RAISER,
      `${MANAGERS}, ${SETTLE}. Everybody asked has answered; it is not settled yet`,
      '5pm on Thursday 5 March 2026',
    ],
    [
      'somebody else is asked, after "not mine"',
      done('not-mine'),
      RAISER,
      `Tarnshire Health line-manager (Tarnshire Health) and Tarnshire Care safeguarding-lead (Tarnshire Care), ${SETTLE}`,
      '5pm on Thursday 5 March 2026',
    ],
    [
      'an agency is not concerned',
      done('mark-not-concerned'),
      at('school', 'line-manager'),
      `${MANAGERS}, ${SETTLE}`,
      '5pm on Thursday 5 March 2026',
    ],
    [
      'nobody could be found',
      nobodyAsked,
      RAISER,
      'Nobody could be asked. The partnership has been told.',
      '5pm on Thursday 5 March 2026',
    ],
    [
      'the time is shortened',
      done('shorten'),
      RAISERS_MANAGER,
      `Yours, ${SETTLE}. Also asked: Tarnshire Care line-manager (Tarnshire Care)`,
      'noon on Tuesday 3 March 2026',
    ],
    [
      'BEY-17: the agency was left out, which only the raiser can say',
      standing('complete'),
      RAISER,
      'Yours, to say with which agency it is',
      '5pm on Wednesday 4 March 2026',
    ],
    [
      'ADM-4: nobody knows the practitioner, to the safeguarding lead who is asked who it is',
      standing('name-next', 1),
      THEIR_LEAD,
      `Yours, to say who answers for Tarnshire Care. Also asked: Rae Raiser (Tarnshire Health), ${SETTLE}`,
      '5pm on Wednesday 4 March 2026',
    ],
    [
      'and to the raiser',
      standing('name-next', 1),
      RAISER,
      `Yours, ${SETTLE}. Also asked: Tarnshire Care safeguarding-lead (Tarnshire Care), to say who answers for Tarnshire Care`,
      '5pm on Wednesday 4 March 2026',
    ],
    [
      'until they have said',
      done('name-next', 1),
      THEIR_LEAD,
      `Rae Raiser (Tarnshire Health) and New Person (Tarnshire Care), ${SETTLE}`,
      '5pm on Wednesday 4 March 2026',
    ],
    [
      'R: it is talked over inside one agency first',
      standing('talked-over'),
      RAISER,
      'Tarnshire Health line-manager (Tarnshire Health), to talk it over inside the agency first',
      '5pm on Tuesday 3 March 2026',
    ],
    [
      'S: it is reviewed first',
      standing('review'),
      RAISERS_MANAGER,
      'Yours, to say whether it goes forward',
      '5pm on Tuesday 3 March 2026',
    ],
    // Not everybody is asked the same.
    [
      'B: the officer holds the meeting, the representatives are to settle it',
      standing('decide'),
      OFFICER,
      `Yours, to hold the meeting, and to record how it ended. Also asked: ${REPRESENTATIVES}, ${SETTLE}`,
      '5pm on Monday 9 March 2026',
    ],
    [
      'to one of the representatives',
      standing('propose', 2),
      at('care', 'board-representative'),
      `Yours, ${SETTLE}. Also asked: Tarnshire Health board-representative (Tarnshire Health). Also asked: Board officer-children (Tarnshire Safeguarding Partnership), to hold the meeting, and to record how it ended`,
      '5pm on Monday 9 March 2026',
    ],
    [
      'W: the business manager is to arrange a meeting',
      standing('convene'),
      LEAD,
      `Yours, to arrange the meeting, or to say why not. Also asked: ${REPRESENTATIVES}, ${SETTLE}`,
      AT_ONCE,
    ],
    [
      'and once it is arranged whoever chairs it is awaited',
      done('convene'),
      RAISER,
      `Ida Farrow (independent), to hold the meeting, and to record how it ended. Also asked: ${REPRESENTATIVES}, ${SETTLE}`,
      'The meeting is arranged for 2pm on Thursday 5 March 2026',
    ],
    [
      'R: to whoever chairs it, who holds no post that is asked',
      standing('decide', 3),
      CHAIR,
      `Yours, to hold the meeting, and to record how it ended. Also asked: ${HEADS}, ${SETTLE}`,
      'The meeting is arranged for 2pm on Thursday 5 March 2026',
    ],
    [
      'B: the independent chair decides',
      standing('convene', 1),
      atBoard('independent-chair'),
      'Yours, to arrange mediation or a panel, and to record the decision',
      'As soon as you can: the policy says “as speedily as possible”',
    ],
    [
      'and has arranged a panel',
      done('convene', 1),
      RAISER,
      'Board independent-chair (Tarnshire Safeguarding Partnership), to hold the panel, and to record how it ended',
      'The panel is arranged for 2pm on Thursday 5 March 2026',
    ],
    // An outcome is proposed.
    [
      'the other side confirms or disputes',
      done('propose'),
      THEIR_MANAGER,
      'Tarnshire Health line-manager (Tarnshire Health), to confirm or dispute the proposed outcome',
      '5pm on Thursday 5 March 2026',
    ],
    [
      'to one of two agencies that confirm',
      standing('confirm', 1),
      RAISERS_MANAGER,
      'Yours, to confirm or dispute the proposed outcome. Also asked: Tarn School line-manager (Tarn School)',
      '5pm on Thursday 5 March 2026',
    ],
    [
      'one of them has confirmed',
      done('confirm', 1),
      RAISERS_MANAGER,
      'Tarn School line-manager (Tarn School), to confirm or dispute the proposed outcome',
      '5pm on Thursday 5 March 2026',
    ],
    // Somebody is at risk.
    [
      'nobody has seen it yet',
      standing('acknowledge-harm'),
      at('care', 'senior-manager'),
      'Yours, to say that you have seen that somebody is at risk. Also asked: Tarnshire Health senior-manager (Tarnshire Health)',
      '9:30am on Tuesday 3 March 2026',
    ],
    [
      'one agency has',
      done('acknowledge-harm'),
      at('care', 'senior-manager'),
      'Yours, to record what is done to protect. Also asked: Tarnshire Health senior-manager (Tarnshire Health), to say that they have seen that somebody is at risk',
      '9:30am on Tuesday 3 March 2026',
    ],
    [
      'both have',
      then(done('acknowledge-harm'), at('health', 'senior-manager'), { kind: 'acknowledge-harm' } as Act),
      RAISER,
      `${SENIORS}, to record what is done to protect`,
      '9:30am on Tuesday 3 March 2026',
    ],
    ['it is dealt with', done('end-harm'), RAISER, `${SENIORS}, ${SETTLE}`, '5pm on Friday 6 March 2026'],
    // Once it has ended.
    [
      'resolved, with an action to come',
      done('confirm'),
      RAISER,
      'Nobody’s yet',
      'On Monday 9 March 2026 we ask whether the agreed action was done',
    ],
    [
      'of several actions it is the one that is due first',
      then(twoActions(), RAISERS_MANAGER, { kind: 'confirm', proposalId: twoActions().d().proposals[0]!.id }),
      RAISER,
      'Nobody’s yet',
      'On Friday 6 March 2026 we ask whether the agreed action was done',
    ],
    [
      'OUT-5: asked whether it was done, to the agency that owes it',
      standing('answer-check-back'),
      THEIR_MANAGER,
      'Yours, to say whether it was done',
      '5pm on Monday 16 March 2026',
    ],
    [
      'said by them to be done, so that the side that raised it is awaited',
      done('answer-check-back'),
      THEIR_MANAGER,
      'The side that raised it, to say whether it was done',
      '5pm on Monday 16 March 2026',
    ],
    [
      'and to that side',
      done('answer-check-back'),
      RAISER,
      'Yours, to say whether it was done',
      '5pm on Monday 16 March 2026',
    ],
    [
      'said not to be done, to the side that may open it again',
      standing('reopen'),
      RAISER,
      'Yours, if you want to open it again',
      '5pm on Monday 16 March 2026',
    ],
    [
      'and to the other',
      standing('reopen'),
      THEIR_MANAGER,
      'The side that raised it may open it again',
      '5pm on Monday 16 March 2026',
    ],
    ['opened again', done('reopen'), RAISER, `${MANAGERS}, ${SETTLE}`, '5pm on Thursday 12 March 2026'],
    [
      'OUT-4: both sides are asked what they understood',
      standing('confirm-understanding', 1),
      RAISER,
      'Yours, to say whether it is what you understood',
      '5pm on Monday 23 March 2026',
    ],
    [
      'to a lead, who answers for neither',
      standing('confirm-understanding', 1),
      LEAD,
      'Both sides, to say whether it is what they understood',
      '5pm on Monday 23 March 2026',
    ],
    [
      'one side has said so',
      done('confirm-understanding', 1),
      RAISER,
      'The side it was raised with, to say whether it is what they understood',
      '5pm on Monday 23 March 2026',
    ],
    [
      'and the other has not',
      done('confirm-understanding', 1),
      COUNTERPART,
      'Yours, to say whether it is what you understood',
      '5pm on Monday 23 March 2026',
    ],
    [
      'S: not taken forward, to the raiser',
      standing('look-again'),
      RAISER,
      'Yours, if you want your safeguarding lead to look at it again',
      '5pm on Monday 9 March 2026',
    ],
    [
      'to whoever refused it',
      standing('look-again'),
      RAISERS_MANAGER,
      'Whoever raised it may take it to their own safeguarding lead',
      '5pm on Monday 9 March 2026',
    ],
    [
      'taken to the safeguarding lead',
      standing('send-forward'),
      OWN_LEAD,
      'Yours, to look at it again; you may send it forward',
      '5pm on Monday 9 March 2026',
    ],
    [
      'and to the raiser',
      standing('send-forward'),
      RAISER,
      'Tarnshire Health safeguarding-lead, safeguarding lead, to look at it again; they may send it forward',
      '5pm on Monday 9 March 2026',
    ],
    ['withdrawn', done('withdraw'), RAISER, 'Nobody’s', 'Nothing is due'],
    [
      'closed',
      standing('report-meeting'),
      CHAIR,
      'Nobody’s. It is closed',
      'Nothing is due. It was closed at 9:30am on Monday 2 March 2026',
    ],
  ])('%s', (_, deed, readBy, move, byWhen) => {
    const said = says(deed.d(), readBy, under(deed.under ?? B, deed.at));

    expect(said).toMatchObject({ 'Whose move': move, 'By when': byWhen });
    const facts = pageFacts(deed.d(), readBy, under(deed.under ?? B, deed.at));
    expect(isReadersMove(facts), 'as their list says it').toBe(move.startsWith('Yours'));
  });
});

describe('where it stands, why, and what else bears on it', () => {
  it.each<[state: string, Deed, readBy: string, more: Record<string, string>]>([
    [
      'which of how many stages, and what happens by itself',
      standing('escalate-now', 1),
      RAISER,
      {
        'Where it stands': 'Stage 2: Manager to manager (2 of 5)',
        Why: 'The policy gives this stage 3 working days (L67), counted from Monday 2 March 2026, which is day zero. If it is not settled by then, under the policy it moves by itself to Stage 3: Senior manager to senior manager.',
      },
    ],
    [
      'that a stage without a number never moves by itself',
      standing('convene'),
      RAISER,
      {
        Why: 'The policy gives this stage no number of days (L89), so it never moves on by itself. We remind those who have not answered on every second working day.',
      },
    ],
    [
      'what is missing meanwhile',
      standing('complete', 1),
      RAISER,
      { 'Still missing': 'Their practitioner. The clock runs meanwhile.' },
    ],
    [
      'who is not concerned',
      done('mark-not-concerned'),
      RAISER,
      { 'Not concerned': 'Tarn School (Tarn School line-manager said so)' },
    ],
    [
      'L: that the policy wants advice first',
      standing('choose-alternative'),
      RAISER,
      {
        'Advice first':
          "The policy expects you to seek advice from your own agency's safeguarding lead (§1.6). You can ask below; it stops no clock.",
      },
    ],
    [
      'how it ended, at which stage and when',
      done('withdraw'),
      RAISER,
      {
        'Where it stands':
          'Withdrawn by the person who raised it, at Stage 2: Manager to manager, at 9:30am on Monday 2 March 2026',
      },
    ],
    [
      'where it goes instead',
      done('close-out-of-scope'),
      RAISER,
      {
        'Where it stands': 'Closed as out of scope, at Stage 2: Manager to manager, at 9:30am on Monday 2 March 2026',
        'Where it goes instead': 'A complaint.',
      },
    ],
    [
      'that a decision is final, where the policy says so',
      done('decide', 2),
      RAISER,
      { 'Final and binding': 'The policy makes this decision final and binding on all organisations (L71).' },
    ],
    [
      'R: whose decision it is',
      done('decide', 3),
      CHAIR,
      { 'Whose decision': 'It is the decision of the agencies involved; you reported how the meeting ended.' },
    ],
    [
      'why nothing more is to be done but to open it again',
      standing('reopen'),
      RAISER,
      {
        Why: 'What was agreed is checked back on (our choice, not the policy’s). It was said that something agreed was not done. If it is not opened again by then, it closes.',
      },
    ],
    [
      'OUT-5: that a final decision is not opened again',
      then(FINAL, COUNTERPART, {
        kind: 'answer-check-back',
        actionId: FINAL.d().outcome!.actions[0]!.id,
        done: 'no',
      }),
      RAISER,
      { 'Whose move': 'Nobody’s here. Those who decided have been told that something is not done' },
    ],
  ])('%s', (_, deed, readBy, more) => {
    expect(says(deed.d(), readBy, under(deed.under ?? B, deed.at))).toMatchObject(more);
  });

  it('leads on from one that was raised twice to the one that goes on', () => {
    const { d, by } = standing('escalate-now', 1);
    const into = { id: 'd-2', reference: 'ZZ-2222', at: '2026-03-02T10:00:00Z', by: d().people[by]!.person };
    const merged = { ...d(), mergedInto: into } as Disagreement;
    const said = says({ ...merged, stages: merged.stages.map((one) => ({ ...one, closedAt: into.at })) }, by, under(B));

    expect(said).toMatchObject({
      'Where it stands': 'It goes on as ZZ-2222',
      'Whose move': 'Nobody’s here. Answer under ZZ-2222 from now on',
      'By when': 'Nothing is due here. It was closed at 10am on Monday 2 March 2026',
    });
  });
});

/** Moved on by the clock from the first stage. */
const BY_THE_CLOCK: Deed = {
  at: 'Thu 5 Mar 2026 10:00',
  by: RAISER,
  act: {},
  d: () => {
    const moved = escalateIfOverdue(raised(under(B)), under(B, 'Wed 4 Mar 2026 17:00'));
    if (!('change' in moved)) throw new Error('nothing was due');
    return asWritten(moved.change);
  },
};
/** And then both sides say that they had agreed the day before. */
const agreedBefore = () => {
  const said = then(BY_THE_CLOCK, COUNTERPART, {
    kind: 'say-we-agreed',
    agreedOn: '2026-03-03',
    text: 'Words.',
    how: 'agreed',
    actions: [],
    noActions: true,
  });
  const confirms = (deed: Deed, by: string) =>
    then(deed, by, { kind: 'confirm', proposalId: said.d().proposals[0]!.id });
  return confirms(confirms(said, RAISERS_MANAGER), THEIR_MANAGER);
};
/** An outset so early that the time from then comes before the stage's own. */
const NEAR_THE_CAP: Deed = {
  by: RAISER,
  act: {},
  d: () => takenTo('2', raised(under(B), { aroseOn: '2026-02-18' }), under(B)),
};
/** Talked so often that not all of it is on the page. */
const talkedSixTimes = () =>
  [1, 2, 3, 4, 5, 6].reduce(
    (deed, on) =>
      then(deed, RAISER, { kind: 'record-discussion', heldOn: `2026-02-0${on}`, with: 'Somebody', text: 'Words.' }),
    standing('escalate-now', 1),
  );

const STAGES = "The policy's stages";
const HAPPENED = 'What happened, latest first';
const PEOPLE = 'People on both sides';
const OUTCOME = 'The outcome and agreed actions';
const PROPOSED = 'Proposed outcomes';

describe('what else stands on the first screen', () => {
  it('S29: a lead whose own agency is a side is asked to stand aside, and no other reader', () => {
    const own = { name: 'Their own lead', email: at('care', 'lead'), agency: CARE };
    const setting = under(B);
    const leads = [...setting.partnership.leads, own];
    const withThem = { ...setting, partnership: { ...setting.partnership, leads } };
    const record = standing('stand-aside').d();
    const d = { ...record, leads: [{ id: 'l2', person: own }] };

    expect(says(d, own.email, withThem)['As lead']).toContain('Please stand aside below');
    for (const reader of [LEAD, RAISER]) expect(says(d, reader, withThem)['As lead']).toBeUndefined();
  });

  it('SCP-6: the protocol of a regional facility that is a side, and of no other', () => {
    const regionalFacilities = [
      { agency: CARE, protocol: 'Its own protocol goes first.' },
      { agency: 'elsewhere', protocol: 'Another.' },
    ];
    const facts = { ...pageFacts(standing('escalate-now', 1).d(), RAISER, under(B)), regionalFacilities };
    const said = words(render(<WhereItStands facts={facts} />));

    expect(said).toContain('Regional facility Tarnshire Care: Its own protocol goes first.');
    expect(said).not.toContain('Another.');
  });
});

describe('the record below it', () => {
  it.each<[part: string, state: string, Deed, readBy: string, says: readonly string[]]>([
    [
      STAGES,
      'which has ended, which is open, which is next and when it opens by itself, which are later',
      standing('escalate-now', 1),
      RAISER,
      [
        'Stage 1: Worker to worker Done',
        'Stage 2: Manager to manager Now Opened at 9:30am on Monday 2 March 2026, until 5pm on Thursday 5 March 2026.',
        'Stage 3: Senior manager to senior manager Next Opens by itself at 5pm on Thursday 5 March 2026, unless it is settled.',
        'Stage 4: Board representatives and the responsible director Later 5 working days (L71).',
      ],
    ],
    [
      STAGES,
      'why one is not used, with its clause',
      standing('acknowledge-harm'),
      RAISER,
      [
        'Stage 2: Manager to manager Not used Somebody is at risk of immediate harm, so it goes to an appropriate level at once (L56).',
        'Stage 3: Senior manager to senior manager Now',
      ],
    ],
    [
      STAGES,
      'CLK-2: that the time from the outset passes one over',
      NEAR_THE_CAP,
      RAISER,
      [
        'Stage 3: Senior manager to senior manager Later',
        'Stage 4: Board representatives and the responsible director Next Opens by itself at 5pm on Wednesday 4 March 2026',
      ],
    ],
    [
      STAGES,
      'that the rest are not needed',
      done('confirm'),
      RAISER,
      ['Stage 3: Senior manager to senior manager Not needed'],
    ],
    [
      STAGES,
      'that it was opened again',
      done('reopen'),
      RAISER,
      ['Stage 2: Manager to manager Now Reopened at 11am on Monday 9 March 2026'],
    ],
    [
      STAGES,
      'A11: that a move by the clock is taken back',
      agreedBefore(),
      RAISER,
      [
        'Taken back at 10am on Thursday 5 March 2026: it opened by itself, and both sides have confirmed that it had been agreed on Tuesday 3 March 2026.',
      ],
    ],
    [
      HAPPENED,
      'BEY-6: each automatic move with its clause, blaming nobody',
      BY_THE_CLOCK,
      RAISER,
      [
        "Stage 1 ended by itself 5pm on Wednesday 4 March 2026 It went to Stage 2 because the policy's time for it had passed. Nobody is blamed. The policy says so at L66.",
      ],
    ],
    [
      HAPPENED,
      'the latest first, and who did it',
      done('shorten'),
      COUNTERPART,
      [
        '^The time was shortened 9:30am on Monday 2 March 2026, by Tarnshire Health line-manager To noon on Tuesday 3 March 2026.',
      ],
    ],
    [
      HAPPENED,
      'that a lead did it as lead',
      done('record-for'),
      RAISER,
      [
        "^Something was written down for somebody who could not reach this page 9:30am on Monday 2 March 2026, by Bea Unit, as the partnership's lead For Cas Counterpart.",
      ],
    ],
    [
      'Discussions',
      'whose words they are where a lead wrote them down, and that nobody has approved them',
      done('record-for'),
      RAISER,
      [
        "Recorded for Cas Counterpart, written down by Bea Unit, the partnership's lead, at 9:30am on Monday 2 March 2026",
        'Approved Not yet, by the other side or whoever it was with',
      ],
    ],
    [
      'Discussions',
      'who approved it',
      done('approve-discussion'),
      RAISER,
      ['Approved by Cas Counterpart at 9:30am on Monday 2 March 2026'],
    ],
    [
      'Discussions',
      'REC-2: a correction beside it',
      done('correct-discussion'),
      RAISER,
      ['What was said Words.', 'Correction Cas Counterpart at 9:30am on Monday 2 March 2026: Words.'],
    ],
    [
      'Discussions',
      'the latest five and the way to the others',
      talkedSixTimes(),
      RAISER,
      ['^Held on Friday 6 February 2026', 'Held on Monday 2 February 2026', 'All 6 discussions'],
    ],
    [
      PROPOSED,
      'that silence is no agreement',
      done('propose'),
      RAISER,
      ['Now Waits for the other side. Silence is not agreement: the clock runs until it is confirmed.'],
    ],
    [
      PROPOSED,
      'who disputes it, and that it was only proposed',
      done('dispute'),
      RAISER,
      [
        'Proposed as agreed Words.',
        'Now Disputed by Tarnshire Health line-manager at 9:30am on Monday 2 March 2026: Words.',
      ],
    ],
    [
      OUTCOME,
      'who said it, who confirmed it, and each action with its agency and day',
      done('confirm'),
      RAISER,
      [
        'Recorded by Tarnshire Care line-manager at 9:30am on Monday 2 March 2026 Confirmed by Tarnshire Health line-manager',
        'Tarnshire Care, by Monday 9 March 2026.',
      ],
    ],
    [
      OUTCOME,
      'that an action was done',
      done('answer-check-back'),
      RAISER,
      ['Tarnshire Care, by Monday 9 March 2026. Done, it was said at 11am'],
    ],
    [
      OUTCOME,
      'that an action was not done',
      standing('reopen'),
      RAISER,
      ['Tarnshire Care, by Monday 9 March 2026. Not done, it was said at 11am'],
    ],
    [OUTCOME, 'REC-5, ESC-8: where the record is held', done('decide', 2), RAISER, ['Where the record is held Words.']],
    [
      OUTCOME,
      'LRN-1: what there is to learn',
      done('record-learning'),
      COUNTERPART,
      ['To learn from it, Rae Raiser at 9:30am on Monday 2 March 2026: Words.'],
    ],
    [
      'Recorded beside it',
      'OUT-11: how the raiser sees it otherwise',
      done('add-dissent'),
      COUNTERPART,
      ['Rae Raiser at 9:30am on Monday 2 March 2026: another view of the outcome Words.'],
    ],
    [
      'Meetings',
      'when, where, who chairs, who attends, and who has put nothing forward',
      done('convene'),
      COUNTERPART,
      [
        'Meeting 2pm on Thursday 5 March 2026 Where Words. Chairs Ida Farrow, independent',
        'Attends Rae Raiser, Health visitor, Tarnshire Health and Cas Counterpart (you), Social worker, Tarnshire Care',
        'Nothing put forward yet by Tarnshire Health and Tarnshire Care.',
      ],
    ],
    [
      PEOPLE,
      'as what each is asked, how they came to be, and who has answered',
      done('record-discussion', 2),
      RAISER,
      [
        'Rae Raiser (you) Health visitor, Tarnshire Health, raised it',
        'Tarnshire Health line-manager Tarnshire Health, line manager of the person who raised it Stage 2, as line manager. Their own side named them. Has not answered yet',
        'Tarnshire Care line-manager Tarnshire Care Stage 2, as line manager. The directory has them in that post. Answered at 9:30am on Monday 2 March 2026',
      ],
    ],
    [
      PEOPLE,
      'who is asked no more',
      done('not-mine'),
      RAISER,
      [
        'Stage 2, as line manager. The directory has them in that post. Asked no more since 9:30am on Monday 2 March 2026',
      ],
    ],
    [
      PEOPLE,
      'who is asked for the partnership, and who was only told',
      done('convene'),
      RAISER,
      [
        "Asked for the partnership Bea Unit The partnership's board Stage 4, as business manager.",
        'Ida Farrow independent: chairs the meeting.',
      ],
    ],
    [
      'Documents',
      'their own agency’s copy',
      standing('escalate-now', 1),
      RAISER,
      ["Download the policy's record form, filled in: the copy for Tarnshire Health (PDF)"],
    ],
  ])('%s: %s', (part, _, deed, readBy, says) => {
    const said = parts(deed.d(), readBy, under(deed.under ?? B, deed.at))[part] ?? '';

    for (const words of says)
      if (words.startsWith('^'))
        expect(said.startsWith(words.slice(1)), `${said}\nbegins: ${words.slice(1)}`).toBe(true);
      else expect(said).toContain(words);
  });

  it('says of a proposal on which day it would be looked at again', () => {
    const proposed = then(standing('propose'), THEIR_MANAGER, propose({ reviewOn: '2026-04-30' }));

    expect(parts(proposed.d(), RAISER, under(B))[PROPOSED]).toContain('Review on Thursday 30 April 2026');
  });

  it('names nobody as told of it who has said that it is not theirs', () => {
    const told = (parts(done('not-mine').d(), RAISER, under(B))[PEOPLE] ?? '').split('Told, or with another part')[1];

    expect(told).toContain('Bea Unit');
    expect(told).not.toContain('line-manager');
  });

  it('INT-11: keeps the words of advice in the agency in which it was asked', () => {
    const { d: before, by } = standing('ask-for-advice');
    const d = did(before(), by, { kind: 'ask-for-advice', text: 'Words.' }, under(B));

    expect(parts(d, RAISER, under(B))['Advice and support']).toContain('About Words.');
    expect(parts(d, COUNTERPART, under(B))['Advice and support']).toMatch(
      /Asked for by Rae Raiser at .* Given Not yet$/,
    );
  });

  it('S22: leads a lead to who looked, and nobody else', () => {
    const html = (readBy: string) =>
      render(
        <DisagreementPage
          frame={{ isTrial: false }}
          facts={pageFacts(standing('escalate-now', 1).d(), readBy, under(B))}
          messages={[]}
        />,
      );

    expect(html(LEAD)).toContain('/d/AB-7Q4K/looked');
    expect(html(RAISER)).not.toContain('/looked');
  });
});

it('INT-1 to INT-8, INT-12, ADM-2: everything that was asked when it was raised is read in the record, each under what it says', () => {
  const record = raised(under(B), {
    ...{ about: 'inaction', category: 'plan', problem: 'P', disagreement: 'D', desiredOutcome: 'O' },
    ...{ actionsNeeded: 'A', basis: 'B', discussedWithManager: 'M', reasonGiven: 'R', subjectsView: 'V' },
    ...{ talkedAlready: 'yes', talkedOn: '2026-03-02', talkedWhatCame: 'T', subjectDetails: 'S' },
  });
  const said = parts(record, COUNTERPART, under(B))['What was raised']!;

  for (const words of [
    'About A child',
    'Kind A plan, or how it is carried out',
    'Disagrees with A lack of action',
    'The problem Words.',
    'What is disagreed about Words.',
    'The outcome wanted Words.',
    'The reason they gave Words.',
    'What came of talking already Words.',
    'The child or adult Words.',
    'What needs to be done Words.',
    'The basis of the concern Words.',
    'Talk with own manager or safeguarding lead Words.',
    'What the child or adult says or wants Words.',
  ])
    expect(said, words).toContain(words);
});
