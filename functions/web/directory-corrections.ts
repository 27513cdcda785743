import { acceptCorrection, declineCorrection, type Proposed, proposeCorrection } from '../../conduct/corrections.ts';
import { calledInDirectory, confirmOwnPosts, lineIdOf } from '../../conduct/directories.ts';
import { addressSchema } from '../../escalation/address.ts';
import { agenciesOfAddress } from '../../escalation/directory.ts';
import { type DirectoryLine, linesOf, positionLine } from '../../escalation/directory-rows.ts';
import {
  type CorrectionFacts,
  CorrectionsPage,
  OwnPostsPage,
  ProposePage,
} from '../../pages/directory/correction-pages.tsx';
import { agencyPath, directoryPath } from '../../pages/directory/facts.ts';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { type Correction, corrections } from '../../services/corrections.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { administering, type DirectoryVisit, doneWords, reading, requireAgency } from './directory.ts';
import { errorsFrom } from './directory-answers.ts';
import { FIELD_OF_POST } from './directory-posts.ts';
import { route } from './visit.ts';

/** What anybody who may read a directory says of it: that their own posts are right, or what is wrong; and what administrators make of that. */
export function directoryCorrectionRoutes(services: Services) {
  const own = '/directory/{partnership}';
  const ofAgency = `${own}/agencies/{agency}`;
  return [
    route(
      services,
      'GET',
      `${own}/mine`,
      reading(services, async (_, here) => ownPosts(here)),
    ),
    route(services, 'POST', `${own}/mine`, reading(services, confirm)),
    route(
      services,
      'GET',
      `${ofAgency}/propose`,
      reading(services, async (_, here) => proposeForm(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${ofAgency}/propose`, reading(services, propose)),
    route(
      services,
      'GET',
      `${ofAgency}/posts/{line}/propose`,
      reading(services, async (_, here) => proposeForm(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${ofAgency}/posts/{line}/propose`, reading(services, propose)),
    route(
      services,
      'GET',
      `${own}/corrections`,
      reading(services, (given, here) => list(given, here)),
    ),
    route(services, 'POST', `${own}/corrections/{id}/accept`, administering(services, accept, ['corrections'])),
    route(services, 'POST', `${own}/corrections/{id}/decline`, administering(services, decline, ['corrections'])),
  ];
}

const OWN_DONE = { confirmed: 'Thank you. It is recorded that your posts are right today.' } as const;

function ownPosts({ directory, facts, by, visit }: DirectoryVisit): Answer {
  const done = doneWords(OWN_DONE, visit.after);
  const positions = directory.posts
    .filter(({ email }) => email === by)
    .map((position) => ({
      position,
      lineId: lineIdOf(positionLine(directory, position)),
      agencyName: directory.agencies.find(({ id }) => id === position.agency)?.name ?? position.agency,
    }));
  return pageAnswer(OwnPostsPage({ ...facts, positions, ...(done ? { done } : {}) }));
}

async function confirm(services: Services, { partnership, by }: DirectoryVisit): Promise<Answer> {
  await confirmOwnPosts(services, partnership.id, by);
  return goTo(`${directoryPath(partnership.id, 'mine')}?done=confirmed`);
}

/** The line that the address names: undefined where it names none, `gone` where it reads otherwise now. */
function lineAbout({ directory, visit }: DirectoryVisit): DirectoryLine | undefined | 'gone' {
  const lineId = visit.params['line'];
  if (lineId === undefined) return undefined;
  return linesOf(directory).find((line) => line.role !== '' && lineIdOf(line) === lineId) ?? 'gone';
}

function proposeForm(here: DirectoryVisit, form: FormState): Answer {
  const agency = requireAgency(here);
  const line = lineAbout(here);
  if (line === 'gone') return goTo(`${agencyPath(here.partnership.id, agency.id)}?done=otherwise`);
  return pageAnswer(
    ProposePage({
      ...here.facts,
      agency,
      isOwn: line?.email === here.by,
      form,
      ...(line ? { line, lineId: lineIdOf(line) } : {}),
    }),
    form.errors.length ? 400 : 200,
  );
}

/** As long as a form's other texts. Characters. */
const LONGEST_TEXT = 2000;

async function propose(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const line = lineAbout(here);
  const page = agencyPath(here.partnership.id, agency.id);
  if (line === 'gone') return goTo(`${page}?done=otherwise`);
  const { typed } = here.visit.posted;
  const read = proposedBy(here, line);
  if ('errors' in read) return proposeForm(here, { typed, errors: read.errors });
  const { refused } = await proposeCorrection(services, here.partnership.id, { ...read, agency: agency.id });
  if (refused) return proposeForm(here, { typed, errors: [{ field: 'text', message: refused }] });
  return goTo(`${page}?done=proposed`);
}

function proposedBy(
  { visit, by, directory }: DirectoryVisit,
  line: DirectoryLine | undefined,
): Omit<Proposed, 'agency'> | { errors: FormState['errors'] } {
  const { typed } = visit.posted;
  const text = (typed['text'] ?? '').trim();
  if (text.length > LONGEST_TEXT)
    return { errors: [{ field: 'text', message: `Write at most ${LONGEST_TEXT} characters` }] };
  const kind = line ? typed['kind'] : 'words';
  if (kind === 'left') return { by, kind, text, line: line! };
  if (kind === 'deputy') {
    const deputy = addressSchema.safeParse(typed['deputyEmail'] ?? '');
    const message = !deputy.success
      ? 'Enter the deputy’s work email address, like name@agency.example'
      : deputy.data === line!.email
        ? 'Enter somebody else’s address: nobody is their own deputy'
        : agenciesOfAddress(directory, deputy.data).length === 0
          ? 'Enter an address of an agency in this directory'
          : undefined;
    if (message) return { errors: [{ field: 'deputyEmail', message }] };
    return { by, kind, text, line: line!, cells: { deputy_email: deputy.data! } };
  }
  if (kind !== 'words') return { errors: [{ field: 'kind', message: 'Choose what is wrong' }] };
  if (text === '') return { errors: [{ field: 'text', message: 'Say what is wrong, and what should stand there' }] };
  return { by, kind, text, ...(line ? { line } : {}) };
}

const LIST_DONE = {
  accepted: 'The correction is accepted.',
  declined: 'The correction is declined. Whoever proposed it can read your reason.',
  settled: 'Another administrator has settled this one already.',
} as const;

async function list(
  services: Services,
  here: DirectoryVisit,
  form: FormState = BLANK_FORM,
  formId?: string,
): Promise<Answer> {
  const { partnership, directory, facts, by, visit } = here;
  const all = await corrections(services.table, partnership.id);
  const factsOf = ({ agency, by: proposer, ...correction }: Correction): CorrectionFacts => ({
    ...correction,
    who: calledInDirectory(directory, partnership, proposer),
    agencyName: directory.agencies.find(({ id }) => id === agency)?.name ?? agency,
  });
  const done = form.errors.length === 0 ? doneWords(LIST_DONE, visit.after) : undefined;
  return pageAnswer(
    CorrectionsPage({
      ...facts,
      waiting: facts.standing === 'administrator' ? all.filter(({ settled }) => !settled).map(factsOf) : [],
      own: all
        .filter((correction) => correction.by === by)
        .reverse()
        .map(factsOf),
      form,
      ...(formId === undefined ? {} : { formId }),
      ...(done ? { done } : {}),
    }),
    form.errors.length ? 400 : 200,
  );
}

async function accept(services: Services, here: DirectoryVisit): Promise<Answer> {
  const id = requireId(here);
  const settled = await acceptCorrection(services, { partnershipId: here.partnership.id, by: here.by }, id);
  const page = directoryPath(here.partnership.id, 'corrections');
  if ('settledAlready' in settled) return goTo(`${page}?done=settled`);
  if ('done' in settled) return goTo(`${page}?done=accepted`);
  const errors =
    'problems' in settled
      ? errorsFrom(settled.problems, FIELD_OF_POST).map(({ message }) => ({ field: 'whole', message }))
      : [{ field: 'whole', message: READS_OTHERWISE }];
  return list(services, here, { typed: {}, errors }, id);
}

const READS_OTHERWISE =
  'What it is about reads otherwise now, so nothing was changed. Look in the directory, change it there if it is still wrong, or decline this';

async function decline(services: Services, here: DirectoryVisit): Promise<Answer> {
  const id = requireId(here);
  const { typed } = here.visit.posted;
  const reason = (typed['reason'] ?? '').trim();
  const message =
    reason === ''
      ? 'Enter why it is declined'
      : reason.length > LONGEST_TEXT
        ? `Write at most ${LONGEST_TEXT} characters`
        : undefined;
  if (message) return list(services, here, { typed, errors: [{ field: 'reason', message }] }, id);
  const isFirst = await declineCorrection(services, { partnershipId: here.partnership.id, by: here.by }, id, reason);
  return goTo(`${directoryPath(here.partnership.id, 'corrections')}?done=${isFirst ? 'declined' : 'settled'}`);
}

function requireId({ visit }: DirectoryVisit): string {
  const id = visit.params['id'] ?? '';
  if (!/^[\w-]{16}$/.test(id)) throw new Refused(404, 'no such correction');
  return id;
}
