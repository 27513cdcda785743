import { beforeAll, describe, expect, it } from 'vitest';
import { lineIdOf } from '../../conduct/directories.ts';
import { findByReference } from '../../conduct/disagreements.ts';
import { ACT_KINDS, type ActKind } from '../../escalation/acts.ts';
import { positionLine } from '../../escalation/directory-rows.ts';
import { PLACES } from '../../escalation/record.ts';
import { webRoutes } from '../../functions/web.ts';
import { brackenshire } from '../journeys/people.ts';
import { sallowdene } from '../journeys/people-sallowdene.ts';
import {
  disagreementsOfEveryPlace,
  disowned,
  outsider,
  panelMember,
  STARTS_AT,
  schoolsLead,
  stranger,
  supporter,
  undecided,
} from './access-world.ts';
import { type Reply, type TestBrowser, webWorld } from './web-world.ts';

/*
 * S5, S29: every route there is × every place that a person can hold × their own disagreement, another of their partnership and one of
 * another partnership. What is expected is written here by hand, from LADDERS' third table and NOT-5, and asked of no rule.
 * A route or an act that nobody has classified here fails. What an act does where it is allowed is for the acts' own tests.
 */

const ANSWERS = {
  shown: 'to be shown it',
  form: 'to be given the form',
  file: 'to be given the file',
  'asked again': 'to be asked for what is missing',
  'sent back': 'to be sent to the page of the disagreement',
  'sent on': 'to be sent to another page of the directory',
  'told why': 'to be told why not',
  refused: 'to be refused as if there were no such thing',
  'sign in': 'to be asked to sign in',
  'signed out': 'to be signed out',
  'sent to the start': 'to be sent to the start of the form',
  'told that it is gone': 'to be told that those answers are kept no longer',
  'not there': 'to be told that there is no such page',
} as const;
type Answer = keyof typeof ANSWERS;

/** How much of a disagreement somebody is shown. */
const SEES = [
  'the record',
  'some of it',
  'some of it and the form',
  'a question first',
  'its contacts',
  'nothing',
  'nobody signed in',
] as const;
type Sees = (typeof SEES)[number];

/** What each kind of route of a disagreement answers whoever sees so much of it, in the order of `SEES`. An act that is theirs to do now gives its form. */
const OF_A_DISAGREEMENT = {
  page: ['shown', 'shown', 'shown', 'shown', 'shown', 'refused', 'sign in'],
  'page for the raiser': ['sent back', 'sent back', 'sent back', 'sent back', 'sent back', 'refused', 'sign in'],
  'part of the record': ['shown', 'sent back', 'sent back', 'sent back', 'sent back', 'refused', 'sign in'],
  'page for leads': ['sent back', 'sent back', 'sent back', 'sent back', 'sent back', 'refused', 'sign in'],
  'copies sent': ['sent back', 'sent back', 'sent back', 'sent back', 'sent back', 'refused', 'sign in'],
  copy: ['file', 'refused', 'file', 'sent back', 'refused', 'refused', 'sign in'],
  // The file while a stage with a deadline is open, else back to the page.
  deadline: ['file', 'file', 'file', 'sent back', 'sent back', 'refused', 'sign in'],
  'form of an act': ['sent back', 'sent back', 'sent back', 'sent back', 'sent back', 'refused', 'sign in'],
  act: ['told why', 'refused', 'refused', 'sent back', 'refused', 'refused', 'sign in'],
} as const satisfies Record<string, readonly Answer[]>;

/** What each kind of route of nothing in particular answers: whoever leads the partnership it is of, anybody else signed in, nobody signed in. */
const OF_NONE = {
  'for everybody': ['shown', 'shown', 'shown'],
  'form for everybody': ['asked again', 'asked again', 'asked again'],
  'for whoever is signed in': ['shown', 'shown', 'sign in'],
  'for leads': ['shown', 'refused', 'sign in'],
  'file for leads': ['file', 'refused', 'sign in'],
  'not worked out yet': ['not there', 'refused', 'sign in'],
  'form for leads': ['asked again', 'refused', 'sign in'],
  'ends a session': ['signed out', 'signed out', 'signed out'],
  /** Of what this browser is writing, and this one writes nothing: `web-drafts.test.ts` has the others. */
  'of the draft in hand': ['sent to the start', 'sent to the start', 'sent to the start'],
  'of a draft that is not theirs': ['told that it is gone', 'told that it is gone', 'sign in'],
  // What it does for whoever is signed in is their own alone, and for its own tests.
  'changes their own': ['asked again', 'asked again', 'sign in'],
  // It has no session: its key is its own, and these requests have none.
  'for a calendar program': ['not there', 'not there', 'not there'],
} as const satisfies Record<string, readonly Answer[]>;

/** What each kind of route of a directory answers: its administrator, whoever may read it, anybody else signed in, nobody signed in. */
const OF_A_DIRECTORY = {
  'for readers': ['shown', 'shown', 'refused', 'sign in'],
  'form for readers': ['asked again', 'asked again', 'refused', 'sign in'],
  'confirms one’s own': ['sent on', 'sent on', 'refused', 'sign in'],
  'for administrators': ['shown', 'refused', 'refused', 'sign in'],
  'file for administrators': ['file', 'refused', 'refused', 'sign in'],
  'form for administrators': ['asked again', 'refused', 'refused', 'sign in'],
  'for administrators, of a file or page that is gone': ['sent on', 'refused', 'refused', 'sign in'],
  'for administrators, of a change that there is not': ['not there', 'refused', 'refused', 'sign in'],
} as const satisfies Record<string, readonly Answer[]>;

type Kind = keyof typeof OF_A_DISAGREEMENT | keyof typeof OF_NONE | keyof typeof OF_A_DIRECTORY | 'whichever directory';
const ROUTES: Record<string, Kind> = {
  'GET /': 'for everybody',
  'GET /raise/{partnership}': 'for everybody',
  'GET /raise/{partnership}/scope': 'for everybody',
  'POST /raise/{partnership}/scope': 'form for everybody',
  'GET /raise/{partnership}/{page}': 'of the draft in hand',
  'POST /raise/{partnership}/{page}': 'form for everybody',
  'GET /raise/{partnership}/check': 'of the draft in hand',
  'POST /raise/{partnership}/check': 'of the draft in hand',
  'GET /raise/{partnership}/save': 'of the draft in hand',
  'POST /raise/{partnership}/save': 'of the draft in hand',
  'POST /raise/{partnership}/discard': 'of the draft in hand',
  'GET /sign-in': 'for everybody',
  'POST /sign-in': 'form for everybody',
  'GET /sign-in/code': 'for everybody',
  'POST /sign-in/code': 'form for everybody',
  'POST /sign-in/another-code': 'form for everybody',
  'POST /sign-out': 'ends a session',
  'GET /policy': 'for everybody',
  'GET /policy/{policy}': 'for everybody',
  'GET /calculator': 'for everybody',
  'GET /accessibility': 'for everybody',
  'GET /privacy': 'for everybody',
  'GET /cookies': 'for everybody',
  'GET /assets/{file}': 'for everybody',
  'GET /mine': 'for whoever is signed in',
  'POST /mine/carry-on': 'of a draft that is not theirs',
  'POST /mine/delete-draft': 'of a draft that is not theirs',
  'GET /calendar': 'for whoever is signed in',
  'POST /calendar/make': 'changes their own',
  'POST /calendar/revoke': 'changes their own',
  'GET /calendar.ics': 'for a calendar program',
  'GET /d/{reference}/deadline.ics': 'deadline',
  'GET /lead': 'for leads',
  'GET /lead/open': 'for leads',
  'GET /lead/open.csv': 'file for leads',
  'GET /lead/closed': 'for leads',
  'GET /lead/learning': 'for leads',
  'GET /lead/digest': 'for leads',
  'POST /lead/digest': 'form for leads',
  'GET /lead/return': 'for leads',
  'GET /lead/return.csv': 'not worked out yet',
  'POST /lead/return': 'form for leads',
  'GET /settings': 'for leads',
  'GET /settings/changes': 'for leads',
  'GET /settings/{setting}': 'for leads',
  'POST /settings/{setting}': 'form for leads',
  'GET /lead/held': 'for leads',
  'GET /lead/rehearsal': 'for leads',
  'POST /lead/rehearsal': 'form for leads',
  'GET /lead/held/{id}': 'for leads',
  'POST /lead/held/{id}/{decision}': 'form for leads',
  'GET /directory/{partnership}/agencies/new': 'for administrators',
  'POST /directory/{partnership}/agencies/new': 'form for administrators',
  'GET /directory/{partnership}/agencies/{agency}/change': 'for administrators',
  'POST /directory/{partnership}/agencies/{agency}/change': 'form for administrators',
  'GET /directory/{partnership}/agencies/{agency}/remove': 'for administrators',
  'POST /directory/{partnership}/agencies/{agency}/remove': 'for administrators, of a file or page that is gone',
  'GET /directory/{partnership}/agencies/{agency}/posts/new': 'for administrators',
  'POST /directory/{partnership}/agencies/{agency}/posts/new': 'form for administrators',
  'GET /directory/{partnership}/agencies/{agency}/posts/{line}': 'for administrators',
  'POST /directory/{partnership}/agencies/{agency}/posts/{line}': 'form for administrators',
  'GET /directory/{partnership}/agencies/{agency}/posts/{line}/remove': 'for administrators',
  'POST /directory/{partnership}/agencies/{agency}/posts/{line}/remove': 'form for administrators',
  'GET /directory/{partnership}/changes': 'for administrators',
  'GET /directory/{partnership}/changes/{name}': 'for administrators, of a change that there is not',
  'GET /directory/{partnership}/export.csv': 'file for administrators',
  'GET /directory/{partnership}/import': 'for administrators',
  'POST /directory/{partnership}/import': 'form for administrators',
  'GET /directory/{partnership}/import/{name}': 'for administrators, of a file or page that is gone',
  'POST /directory/{partnership}/import/{name}': 'for administrators, of a file or page that is gone',
  'GET /directory/{partnership}/mine': 'for readers',
  'POST /directory/{partnership}/mine': 'confirms one’s own',
  'GET /directory/{partnership}/agencies/{agency}/propose': 'for readers',
  'POST /directory/{partnership}/agencies/{agency}/propose': 'form for readers',
  'GET /directory/{partnership}/agencies/{agency}/posts/{line}/propose': 'for readers',
  'POST /directory/{partnership}/agencies/{agency}/posts/{line}/propose': 'form for readers',
  'GET /directory/{partnership}/corrections': 'for readers',
  'POST /directory/{partnership}/corrections/{id}/accept': 'form for administrators',
  'POST /directory/{partnership}/corrections/{id}/decline': 'form for administrators',
  'GET /directory': 'whichever directory',
  'GET /directory/{partnership}': 'for readers',
  'GET /directory/{partnership}/gaps': 'for readers',
  'GET /directory/{partnership}/agencies/{agency}': 'for readers',
  'GET /d/{reference}': 'page',
  'GET /d/{reference}/raised': 'page for the raiser',
  'GET /d/{reference}/looked': 'page for leads',
  // Of nobody's here: whose they are is for `web-copies.test.ts`.
  'GET /d/{reference}/copies': 'copies sent',
  'GET /d/{reference}/history': 'part of the record',
  'GET /d/{reference}/discussions': 'part of the record',
  'GET /d/{reference}/messages': 'part of the record',
  'GET /d/{reference}/record.pdf': 'copy',
  'GET /d/{reference}/{act}': 'form of an act',
  'POST /d/{reference}/{act}': 'act',
};

/** What either side does at any stage that is open: it settles nothing and moves nothing (INT-10, INT-11, A11). */
const BESIDE: ActKind[] = ['flag-harm', 'record-discussion', 'appoint-supporter', 'ask-for-advice'];
/** What settles a stage or leaves it: from whoever was asked before, it is kept as a dissent. */
const SETTLES: ActKind[] = [
  'review',
  'propose',
  'confirm',
  'dispute',
  'decide',
  'decide-not-to-convene',
  'raise-policy-issue',
  'escalate-now',
];
/** What those who talk or are asked do to the stage itself. */
const MOVES: ActKind[] = ['escalate-now', 'shorten', 'name-next', 'ask-who-is-next'];

interface Holder {
  who: string;
  email?: string;
  /** The disagreement in which they hold the place. */
  own: keyof References;
  sees: Sees;
  may: readonly ActKind[];
  /** Was asked at a stage that is over: what they settle now comes second, and is kept beside the record (F12). */
  isLate?: true;
  leads?: 'brackenshire' | 'sallowdene';
}

/** Every place, with what LADDERS says that it sees and does. */
const HOLDERS: readonly Holder[] = [
  {
    who: 'the raiser',
    email: brackenshire.socialWorker,
    own: 'atManagers',
    sees: 'the record',
    isLate: true,
    // They have asked for advice already.
    may: [...BESIDE, ...MOVES, 'say-we-agreed', 'add-agency', 'advice-given', 'withdraw'].filter(
      (act) => act !== 'ask-for-advice',
    ) as ActKind[],
  },
  {
    who: 'the counterpart',
    email: brackenshire.healthVisitor,
    own: 'atManagers',
    sees: 'the record',
    isLate: true,
    may: [...BESIDE, ...MOVES, 'say-we-agreed', 'not-mine'],
  },
  {
    who: 'somebody asked now',
    email: brackenshire.socialCareManager,
    own: 'atManagers',
    sees: 'the record',
    may: [...BESIDE, ...MOVES, 'propose', 'not-mine'],
  },
  {
    who: 'a deputy, who does as the person replaced',
    email: brackenshire.healthVisitorsManager,
    own: 'atManagers',
    sees: 'the record',
    may: [...BESIDE, ...MOVES, 'propose', 'not-mine'],
  },
  {
    who: 'somebody asked earlier',
    email: brackenshire.socialCareSeniorManager,
    own: 'atOfficer',
    sees: 'the record',
    isLate: true,
    may: [...BESIDE, 'say-we-agreed', 'give-representations', 'not-mine'],
  },
  {
    who: 'somebody asked who has not said whether it is theirs',
    email: undecided,
    own: 'atOfficer',
    sees: 'a question first',
    may: ['mine', 'not-mine'],
  },
  {
    who: 'somebody who said "not mine"',
    email: disowned,
    own: 'atPanel',
    sees: 'nothing',
    may: [],
  },
  {
    who: 'somebody whose address nobody vouched for',
    email: outsider,
    own: 'atOfficer',
    sees: 'some of it',
    may: ['not-mine'],
  },
  {
    who: 'an agency’s safeguarding lead, asked for advice',
    email: brackenshire.socialCareLead,
    own: 'atManagers',
    sees: 'the record',
    may: ['advice-given', 'not-mine'],
  },
  {
    who: 'an agency’s safeguarding lead, told of immediate harm',
    email: brackenshire.healthLead,
    own: 'ofHarm',
    sees: 'the record',
    may: ['acknowledge-harm', 'end-harm', 'shorten', 'not-mine'],
  },
  {
    who: 'an agency’s safeguarding lead, asked whose an address is',
    email: brackenshire.socialCareLead,
    own: 'atOfficer',
    sees: 'some of it',
    may: ['vouch', 'not-ours'],
  },
  {
    who: 'an agency’s safeguarding lead, asked who its practitioner is',
    email: schoolsLead,
    own: 'withoutPractitioner',
    sees: 'the record',
    may: ['name-next', 'vouch', 'not-mine'],
  },
  {
    who: 'a supporter',
    email: supporter,
    own: 'atManagers',
    sees: 'the record',
    may: ['not-mine'],
  },
  {
    who: 'the officer',
    email: brackenshire.officerForChildren,
    own: 'atOfficer',
    sees: 'the record',
    may: ['flag-harm', 'record-discussion', 'convene', 'decide', 'decide-not-to-convene', 'shorten', 'not-mine'],
  },
  {
    who: 'the chair of a panel',
    email: brackenshire.independentChair,
    own: 'atPanel',
    sees: 'the record',
    may: ['flag-harm', 'record-discussion', 'convene', 'decide', 'not-mine'],
  },
  {
    who: 'a panel member',
    email: panelMember,
    own: 'atPanel',
    sees: 'the record',
    may: ['not-mine'],
  },
  {
    who: 'a mediator',
    email: brackenshire.independentChair,
    own: 'atMediation',
    sees: 'the record',
    may: ['flag-harm', 'record-discussion', 'convene', 'decide', 'not-mine'],
  },
  {
    who: 'the Designated Nurse, told at registration',
    email: brackenshire.designatedNurse,
    own: 'atManagers',
    sees: 'some of it and the form',
    may: [],
  },
  {
    who: 'the partnership’s lead',
    email: brackenshire.businessManager,
    own: 'atManagers',
    sees: 'the record',
    may: [
      ...[
        'replace-contact',
        'record-for',
        'send-copy',
        'correct',
        'merge',
        'name-acting-raiser',
        'close-out-of-scope',
        'stand-aside',
      ],
      ...['vouch', 'add-agency', 'shorten', 'escalate-now'],
    ] as ActKind[],
    leads: 'brackenshire',
  },
  {
    who: 'the lead of another partnership, below its line',
    email: sallowdene.boardManager,
    own: 'elsewhere',
    sees: 'its contacts',
    may: ['replace-contact', 'vouch'],
    leads: 'sallowdene',
  },
  {
    who: 'a stranger who is signed in',
    email: stranger,
    own: 'atManagers',
    sees: 'nothing',
    may: [],
  },
  { who: 'somebody not signed in', own: 'atManagers', sees: 'nobody signed in', may: [] },
];

type References = Awaited<ReturnType<typeof disagreementsOfEveryPlace>>;
let references: References;
const world = webWorld(STARTS_AT);
const { services } = world;
const browsers = new Map<string, TestBrowser>();
/** How a thing that there is not is refused: whatever is refused must look the same (S5, S15). */
let refusal: Reply;

beforeAll(async () => {
  references = await disagreementsOfEveryPlace(services);
  for (const [index, { email }] of HOLDERS.entries()) {
    const browser = world.browser(`192.0.2.${index + 1}`);
    if (email && !browsers.has(email)) await browser.signIn(email);
    // The code they asked for is spent: nothing of this browser is left but its session.
    for (const name of browser.cookies.keys()) if (!name.endsWith('session')) browser.cookies.delete(name);
    if (!browsers.has(email ?? '')) browsers.set(email ?? '', browser);
  }
  refusal = await browsers.get(stranger)!.get('/d/ZZ-2222');
});

/** Where a holder stands towards a disagreement that is not the one of their place. */
function elsewhere(holder: Holder, where: 'another' | 'foreign'): Pick<Holder, 'sees' | 'may'> {
  if (!holder.email) return { sees: 'nobody signed in', may: [] };
  // Below the policy's line a lead of that partnership puts a contact right, and reads nothing (NOT-5).
  if (holder.leads === 'brackenshire' && where === 'another')
    return { sees: 'its contacts', may: ['replace-contact', 'vouch'] };
  return { sees: 'nothing', may: [] };
}

describe.each(HOLDERS)('S5, S29: $who', (holder) => {
  const isOfSallowdene = holder.leads === 'sallowdene';

  it('on the disagreement of their place', async () => {
    expect(await wrongOn(holder, holder.own, holder)).toEqual([]);
  });

  it('on another of the same partnership', async () => {
    const expected = isOfSallowdene ? { sees: 'nothing' as const, may: [] } : elsewhere(holder, 'another');
    expect(await wrongOn(holder, 'unrelated', expected)).toEqual([]);
  });

  it('on one of another partnership', async () => {
    expect(await wrongOn(holder, isOfSallowdene ? 'atManagers' : 'elsewhere', elsewhere(holder, 'foreign'))).toEqual(
      [],
    );
  });

  it('on every page of their own directory and of another partnership’s', async () => {
    expect(await wrongOnDirectories(holder)).toEqual([]);
  });

  it('on every page that is of no disagreement', async () => {
    expect(await wrongOnOthers(holder)).toEqual([]);
  });
});

it('S5, S29: has somebody in each place that there is', async () => {
  const held = await Promise.all(
    HOLDERS.map(async ({ email = '', own }) => (await findByReference(services, references[own]))?.people[email]),
  );
  const places = held.flatMap((known) => known?.places ?? []);
  expect(PLACES.filter((place) => !places.includes(place))).toEqual([]);
});

it('S5: classifies every route that the door has, and none that it has not', () => {
  const routes = webRoutes(services).map(
    ({ method, path }) => `${method} ${path.replace(/^\/assets\/.*/, '/assets/{file}')}`,
  );
  const known = Object.keys(ROUTES);
  expect(routes.filter((one) => !known.includes(one))).toEqual([]);
  expect(known.filter((one) => !routes.includes(one))).toEqual([]);
});

it('S5: the list of held email has what is held for the reader’s own partnership, whichever the address names', async () => {
  for (const [email, own, other] of [
    [brackenshire.businessManager, 'brackenshire', 'sallowdene'],
    [sallowdene.boardManager, 'sallowdene', 'brackenshire'],
  ] as const)
    for (const address of ['/lead/held', `/lead/held?partnership=${other}`]) {
      const { body } = await browsers.get(email)!.get(address);
      expect(body, address).toContain(`/lead/held/held-${own}`);
      expect(body, address).not.toContain(`held-${other}`);
    }
});

it('would notice that a lead’s form was kept', async () => {
  const lead = browsers.get(brackenshire.businessManager)!;
  for (const [route, form] of Object.entries(KEPT_IF_THEIRS)) {
    const path = route.replace('POST ', '').replace('{setting}', 'telephone');
    const before = stored();
    const shown = / name="shown" value="([^"]*)"/.exec((await lead.get(path)).body)?.[1];
    expect((await lead.post(path, { ...form, ...(shown ? { shown } : {}) })).status, route).toBe(303);
    expect(stored(), route).not.toBe(before);
  }
});

it('brings whoever is asked to sign in back to the page that they opened, not to their list', async () => {
  const asking: string[] = [];
  for (const route of Object.keys(ROUTES).filter((one) => !/\{file\}| \/sign-in/.test(one))) {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern
      .replace('{reference}', references.atManagers)
      .replace('{act}', 'propose')
      .replace('{setting}', 'telephone')
      .replace('{partnership}', 'brackenshire')
      .replace(/\{\w+\}/g, 'AAAAAAAAAAAAAAAA');
    // Whoever leads several partnerships comes back to the one that the address names.
    const opened = path.startsWith('/lead') ? `${path}?partnership=sallowdene` : path;
    const browser = world.browser(`198.51.100.${asking.length + 1}`);
    const { body } = method === 'GET' ? await browser.get(opened) : await browser.post(opened);
    const goingTo = / name="goingTo" value="([^"]*)"/.exec(body)?.[1];
    if (goingTo === undefined) continue;
    asking.push(route);
    const email = `somebody-${asking.length}@elsewhere.example`;

    await browser.post('/sign-in', { email, goingTo });
    const came = (await browser.post('/sign-in/code', { code: await world.codeFor(email) })).headers['location']!;

    const isAPage = method === 'GET' && !/\.(csv|ics|pdf)$/.test(path);
    // Where there is only a file or only a post, they come to a page that has it.
    if (isAPage) expect(came, route).toBe(opened);
    else expect((await browser.get(came)).status, `${route} led to ${came}`).not.toBe(404);
  }
  expect(asking.length).toBeGreaterThan(60);
});

it('would notice that something was written', async () => {
  const before = stored();
  await world.browser().raise();

  expect(stored()).not.toBe(before);
});

/** What came of each request that has to do with one disagreement and did not come out as expected, as sentences. */
async function wrongOn(
  holder: Holder,
  on: keyof References,
  { sees, may }: Pick<Holder, 'sees' | 'may'>,
): Promise<string[]> {
  const reference = references[on];
  const at = SEES.indexOf(sees);
  const wrong: string[] = [];
  for (const [route, kind] of Object.entries(ROUTES)) {
    if (!isOfADisagreement(kind)) continue;
    const expected: Answer = OF_A_DISAGREEMENT[kind][at]!;
    const isRaiser = holder.who === 'the raiser' && on === holder.own;
    if (!route.includes('{act}')) {
      const hasNoDeadline = kind === 'deadline' && expected === 'file' && (on === 'atMediation' || on === 'atPanel');
      const isLead = holder.who === 'the partnership’s lead' && on === holder.own;
      const isTheirs = (kind === 'page for the raiser' && isRaiser) || (kind === 'page for leads' && isLead);
      const answer = isTheirs ? 'shown' : hasNoDeadline ? 'sent back' : expected;
      wrong.push(...(await wrongIn(holder, route.replace('{reference}', reference), answer, { reference })));
      continue;
    }
    for (const act of [...ACT_KINDS, 'no-such-act']) {
      const path = route.replace('{reference}', reference).replace('{act}', act);
      const isTheirs = may.includes(act as ActKind);
      // What it does where it is theirs is for the acts' own tests, and so is what comes second.
      const isLate = holder.isLate && on === holder.own && SETTLES.includes(act as ActKind);
      // "This is mine", said again, is true again.
      const isSaidAgain = act === 'mine' && sees === 'the record' && holder.who !== 'the raiser';
      if (kind === 'act' && (isTheirs || isLate || isSaidAgain)) continue;
      const isNoPage = act === 'no-such-act' || (act === 'mine' && kind === 'form of an act');
      const isTheirForm = isTheirs && sees !== 'a question first';
      wrong.push(
        ...(await wrongIn(holder, path, isNoPage ? 'not there' : isTheirForm ? 'form' : expected, { reference })),
      );
    }
  }
  return wrong;
}

async function wrongOnOthers(holder: Holder): Promise<string[]> {
  const wrong: string[] = [];
  for (const [route, kind] of Object.entries(ROUTES)) {
    if (isOfADisagreement(kind) || isOfADirectory(kind) || kind === 'whichever directory') continue;
    // Whoever ended their session would be nobody in what follows.
    if ((kind === 'ends a session' || kind === 'changes their own') && holder.email) continue;
    for (const partnership of partnershipsFor(route, kind)) {
      const path = route
        .replace('{partnership}', 'brackenshire')
        .replace('{policy}', 'bcssp-v5')
        .replace('{page}', 'problem')
        .replace('{id}', `held-${partnership}`)
        .replace('{setting}', 'telephone')
        .replace('{decision}', 'open')
        .replace('/assets/{file}', webRoutes(services).find(({ path: one }) => one.startsWith('/assets/'))!.path);
      const isLead = holder.leads !== undefined && (partnership === undefined || partnership === holder.leads);
      const expected = OF_NONE[kind][isLead ? 0 : holder.email ? 1 : 2];
      if (route.includes('{id}') || partnership === undefined) {
        wrong.push(...(await wrongIn(holder, path, expected)));
        continue;
      }
      // Whoever leads it leaves all out, so that nothing is written; anybody else sends what would be kept, were it theirs.
      const form = isLead ? {} : KEPT_IF_THEIRS[route];
      wrong.push(...(await wrongIn(holder, `${path}?partnership=${partnership}`, expected, { form })));
      // These forms say in themselves which partnership they are for, and that counts more than the address.
      if (route === 'POST /lead/return' || route === 'POST /lead/rehearsal')
        wrong.push(
          ...(await wrongIn(holder, `${path}?partnership=${holder.leads ?? partnership}`, expected, {
            form: { ...form, partnership },
          })),
        );
    }
  }
  return wrong;
}

/** The partnerships for which a route of leads is asked: by what it names, or by the address; undefined is an address that names none. */
function partnershipsFor(
  route: string,
  kind: keyof typeof OF_NONE,
): readonly ('brackenshire' | 'sallowdene' | undefined)[] {
  if (route.includes('{id}')) return ['brackenshire', 'sallowdene'];
  // It lists what is held for every partnership that the reader leads: what is in it is for the test of its own below.
  const isOfOne = FOR_LEADS.includes(kind) && route !== 'GET /lead/held';
  return isOfOne ? [undefined, 'brackenshire', 'sallowdene'] : [undefined];
}

const FOR_LEADS: readonly (keyof typeof OF_NONE)[] = [
  'for leads',
  'file for leads',
  'form for leads',
  'not worked out yet',
];

/** For each form of leads, what is kept when a lead of the partnership sends it. */
const KEPT_IF_THEIRS: Record<string, Record<string, string>> = {
  'POST /lead/digest': { rhythm: 'once a week' },
  'POST /lead/return': { from: '2025-04-01', until: '2026-03-31', audience: 'partnership' },
  'POST /lead/rehearsal': { policy: 'bcssp-v5' },
  'POST /settings/{setting}': { telephone: '01632 960199' },
};

/** Where a holder stands towards each directory, in the order of `OF_A_DIRECTORY`: everybody here but two is of an agency of Brackenshire. */
function standingIn({ email, leads, own }: Holder, partnership: string): 0 | 1 | 2 | 3 {
  if (!email) return 3;
  if (leads === partnership) return 0;
  return partnership === 'brackenshire' && own !== 'elsewhere' && email !== outsider ? 1 : 2;
}

async function wrongOnDirectories(holder: Holder): Promise<string[]> {
  const isOfNone = holder.email === outsider;
  const wrong = await wrongIn(holder, 'GET /directory', holder.email ? (isOfNone ? 'shown' : 'sent on') : 'sign in');
  for (const partnership of ['brackenshire', 'sallowdene'] as const) {
    const { directory } = (await services.rules.partnership(partnership))!;
    const charity = directory.agencies.find(({ type }) => type === 'charity')!;
    const post = directory.posts.find(({ agency }) => agency === charity.id)!;
    const at = standingIn(holder, partnership);
    for (const [route, kind] of Object.entries(ROUTES)) {
      if (!isOfADirectory(kind)) continue;
      // It writes the day on the posts of whoever presses: what it does where it is theirs is for its own test.
      if (kind === 'confirms one’s own' && at < 2) continue;
      const path = route
        .replace('{partnership}', partnership)
        .replace('{agency}', charity.id)
        .replace('{line}', lineIdOf(positionLine(directory, post)))
        .replace(/\{(name|id)\}/, 'AAAAAAAAAAAAAAAA');
      wrong.push(...(await wrongIn(holder, path, OF_A_DIRECTORY[kind][at])));
    }
  }
  return wrong;
}

const isOfADirectory = (kind: string): kind is keyof typeof OF_A_DIRECTORY => Object.hasOwn(OF_A_DIRECTORY, kind);

const isOfADisagreement = (kind: string): kind is keyof typeof OF_A_DISAGREEMENT =>
  Object.hasOwn(OF_A_DISAGREEMENT, kind);

/** One cell: one request, what was expected of it, and that it changed nothing. */
async function wrongIn(
  holder: Holder,
  request: string,
  expected: Answer,
  { reference = '', form }: { reference?: string; form?: Record<string, string> | undefined } = {},
): Promise<string[]> {
  const [method, path] = request.split(' ') as ['GET' | 'POST', string];
  const browser = browsers.get(holder.email ?? '')!;
  const before = stored();

  const reply = method === 'GET' ? await browser.get(path) : await posted(browser, path, form);

  const came = answerIn(reply, path, reference, method);
  return [
    ...(came === expected
      ? []
      : [
          `${holder.who}, by ${request}: expected ${ANSWERS[expected]}, came ${came in ANSWERS ? ANSWERS[came as Answer] : came}`,
        ]),
    ...(stored() === before ? [] : [`${holder.who}, by ${request}: something that is stored was changed`]),
  ];
}

/** A form as our own page would send it; the one with a file in it, with none chosen. */
function posted(browser: TestBrowser, path: string, form = wellFormed(path)): Promise<Reply> {
  if (!path.endsWith('/import')) return browser.post(path, form);
  const boundary = '----WebKitFormBoundary7MA4YWxkTrZu0gW';
  return browser.send('POST', path, {
    headers: {
      origin: services.settings.origin,
      'sec-fetch-site': 'same-origin',
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: `--${boundary}--\r\n`,
  });
}

/** How often something that is stored was put, changed or deleted. A session's "last seen", and that somebody looked, are no facts about a disagreement. */
const stored = () => world.db.prepare('SELECT changed FROM changes').get()!['changed'];

for (const [what, row] of [
  ['INSERT', 'new'],
  ['UPDATE', 'new'],
  ['DELETE', 'old'],
])
  world.db.exec(`
    CREATE TEMP TABLE IF NOT EXISTS changes AS SELECT 0 AS changed;
    CREATE TEMP TRIGGER on_${what} AFTER ${what} ON items
    WHEN ${row}.pk NOT LIKE 'session#%' AND ${row}.pk NOT LIKE 'looked#%' BEGIN UPDATE changes SET changed = changed + 1; END;`);

/** What a reply is, by what a person would see; its status and where it leads to when it is none of those. */
function answerIn(
  { status, headers, body }: Reply,
  path: string,
  reference: string,
  method: 'GET' | 'POST',
): Answer | string {
  if (status === 403) return body === refusal.body ? 'refused' : 'refused in words of its own';
  if (status === 404) return 'not there';
  if (status === 303 && reference && headers['location'] === `/d/${reference}`) return 'sent back';
  if (status === 303 && path.startsWith('/directory')) return 'sent on';
  if (status === 303 && path === '/sign-out') return 'signed out';
  if (status === 303 && path === '/sign-in/another-code') return 'asked again';
  if (status === 303 && /^\/raise\/brackenshire(\?done=gone)?$/.test(headers['location'] ?? ''))
    return 'sent to the start';
  if (status === 303 && headers['location'] === '/mine?done=gone') return 'told that it is gone';
  if (status === 400 && body.includes('<a href="#act">')) return 'told why';
  if (status === 400) return 'asked again';
  if (status !== 200) return `a ${status} to ${headers['location']}`;
  if (/^attachment/.test(String(headers['content-disposition']))) return 'file';
  const isSignIn = body.includes('Send me a code');
  if (isSignIn && path !== '/sign-in') return 'sign in';
  if (method === 'GET' && reference && path !== `/d/${reference}` && body.includes(`action="${path}"`)) return 'form';
  return 'shown';
}

/** A form as each act wants it, so that whoever is told why is told of their place and not of a field. A post elsewhere leaves all out. */
function wellFormed(path: string): Record<string, string> {
  const act = path.split('/').at(3);
  if (!path.startsWith('/d/') || act === undefined) return {};
  return { ...ANY_FORM, ...WHAT[act as ActKind] };
}

const day = (name: string, date: string) => ({
  [`${name}-day`]: date,
  [`${name}-month`]: '9',
  [`${name}-year`]: '2026',
});
const ANY_FORM = {
  text: 'Words.',
  name: 'Somebody New',
  email: 'somebody.new@brackenshire.example',
  for: brackenshire.socialCareManager,
  to: brackenshire.socialCareManager,
  spoken: 'yes',
  agency: 'brackenshire-constabulary',
  role: 'line-manager',
  with: 'Somebody',
  how: 'agreed',
  noActions: 'yes',
  recordHeld: 'x',
  same: 'yes',
  done: 'yes',
  verdict: 'taken forward',
  took: 'action taken',
  route: 'referral',
  outcome: 'decided',
  item: 'an item',
  proposalId: 'p1',
  discussionId: 'k1',
  actionId: 'a1',
  adviceId: 'v1',
  into: 'AB-7Q4K',
  who: 'alternative',
  where: 'Room 4',
  time: '15:00',
  ...day('agreedOn', '7'),
  ...day('heldOn', '7'),
  ...day('on', '9'),
};
const WHAT: Partial<Record<ActKind, Record<string, string>>> = {
  convene: { what: 'meeting' },
  correct: { what: 'subject' },
  'record-debrief': { what: 'offered' },
  'say-what-became': { which: '1', became: 'no action' },
  'record-learning': { about: 'learning' },
  'tick-checklist': { answer: 'yes' },
};
