import {
  type AgencyFacts,
  type Amended,
  type AmendmentProblem,
  addAgency,
  addPost,
  agencyIdentity,
  applyImport,
  calledInDirectory,
  changeAgency,
  changePost,
  lineIdOf,
  previewImport,
  readImport,
  removeAgency,
  removePost,
} from '../../conduct/directories.ts';
import { directoryCsv, readDirectoryFile } from '../../documents/directory-csv.ts';
import { type Agency, BOARD } from '../../escalation/directory.ts';
import { isNoDifference } from '../../escalation/directory-difference.ts';
import {
  agencyLine,
  type DirectoryColumn,
  type DirectoryLine,
  linesOf,
  lineWith,
} from '../../escalation/directory-rows.ts';
import { isBoardRole, ROLES } from '../../escalation/policy.ts';
import { problemWithDay } from '../../escalation/typed-day.ts';
import { londonDate } from '../../escalation/working-days.ts';
import {
  AgencyFormPage,
  ChangePage,
  ChangesPage,
  ImportPage,
  ImportPreviewPage,
  PostFormPage,
  RemoveAgencyPage,
  RemovePostPage,
} from '../../pages/directory/change-pages.tsx';
import { agencyPath, directoryPath } from '../../pages/directory/facts.ts';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import { directoryChanges, readChange } from '../../services/directories.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer, Refused } from './answer.ts';
import { administering, type DirectoryVisit, namedPositions, requireAgency } from './directory.ts';
import { route, uploadRoute } from './visit.ts';

/** What an administrator changes in a directory: posts, agencies, or all of it by a file. Each is judged by the rules of its table. */
export function directoryChangeRoutes(services: Services) {
  const own = '/directory/{partnership}';
  const ofAgency = `${own}/agencies/{agency}`;
  return [
    route(
      services,
      'GET',
      `${own}/agencies/new`,
      administering(services, async (_, here) => newAgency(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${own}/agencies/new`, administering(services, saveNewAgency)),
    route(
      services,
      'GET',
      `${ofAgency}/change`,
      administering(services, async (_, here) => showAgency(here)),
    ),
    route(services, 'POST', `${ofAgency}/change`, administering(services, saveAgency)),
    route(
      services,
      'GET',
      `${ofAgency}/remove`,
      administering(services, async (_, here) => showRemoval(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${ofAgency}/remove`, administering(services, removeOne)),
    route(
      services,
      'GET',
      `${ofAgency}/posts/new`,
      administering(services, async (_, here) => newPost(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${ofAgency}/posts/new`, administering(services, saveNewPost)),
    route(
      services,
      'GET',
      `${ofAgency}/posts/{line}`,
      administering(services, async (_, here) => showPost(here)),
    ),
    route(services, 'POST', `${ofAgency}/posts/{line}`, administering(services, savePost)),
    route(
      services,
      'GET',
      `${ofAgency}/posts/{line}/remove`,
      administering(services, async (_, here) => showPostRemoval(here, BLANK_FORM)),
    ),
    route(services, 'POST', `${ofAgency}/posts/{line}/remove`, administering(services, removeOnePost)),
    route(services, 'GET', `${own}/changes`, administering(services, changes)),
    route(services, 'GET', `${own}/changes/{name}`, administering(services, oneChange)),
    route(
      services,
      'GET',
      `${own}/export.csv`,
      administering(services, async (_, here) => download(here)),
    ),
    route(
      services,
      'GET',
      `${own}/import`,
      administering(services, async (_, here) => pageAnswer(ImportPage({ ...here.facts, form: BLANK_FORM }))),
    ),
    uploadRoute(services, `${own}/import`, administering(services, readFile)),
    route(services, 'GET', `${own}/import/{name}`, administering(services, preview)),
    route(services, 'POST', `${own}/import/{name}`, administering(services, apply)),
  ];
}

const FIELD_OF_POST: Record<DirectoryColumn, string> = {
  agency: 'whole',
  agency_type: 'whole',
  member: 'whole',
  health_commissioned: 'whole',
  domains: 'whole',
  site: 'site',
  role: 'role',
  name: 'name',
  email: 'email',
  deputy_email: 'deputyEmail',
  absent_from: 'absentFrom',
  absent_to: 'absentTo',
  delegated_to: 'delegatedRole',
  verified_on: 'checked',
};

const FIELD_OF_AGENCY: Partial<Record<DirectoryColumn, string>> = {
  agency: 'name',
  agency_type: 'type',
  member: 'member',
  health_commissioned: 'health',
  domains: 'domains',
  site: 'sites',
};

/** The rules' words as a form says them: a sentence beside its field, or under the heading when no one field is to blame. */
export function errorsFrom(
  problems: readonly AmendmentProblem[],
  fieldOf: Partial<Record<DirectoryColumn, string>> = FIELD_OF_POST,
): FormState['errors'] {
  return problems.map(({ column, why }) => ({
    field: (column && fieldOf[column]) ?? 'whole',
    // A domain is written small wherever it stands.
    message: /^\S*\./.test(why) ? why : why.charAt(0).toUpperCase() + why.slice(1),
  }));
}

/** What became of a change, as a page: saved, to be put right, or no longer there as it was shown. */
function answerOf(
  amended: Amended,
  to: { saved: string; otherwise: string; again: (errors: FormState['errors']) => Answer },
  fieldOf?: Partial<Record<DirectoryColumn, string>>,
): Answer {
  if ('gone' in amended) return goTo(`${to.otherwise}?done=otherwise`);
  if ('problems' in amended) return to.again(errorsFrom(amended.problems, fieldOf));
  return goTo(to.saved);
}

const administratorOf = ({ partnership, by }: DirectoryVisit) => ({ partnershipId: partnership.id, by });
const pathOf = ({ partnership }: DirectoryVisit, { id }: Agency) => agencyPath(partnership.id, id);

const rolesOf = ({ id }: Agency) => ROLES.filter((role) => isBoardRole(role) === (id === BOARD));

function newPost(here: DirectoryVisit, form: FormState): Answer {
  const agency = requireAgency(here);
  return pageAnswer(
    PostFormPage({ ...here.facts, agency, roles: rolesOf(agency), form }),
    form.errors.length ? 400 : 200,
  );
}

/** The line that the address names, if it still reads as it did. */
function lineNamed({ directory, visit }: DirectoryVisit, agency: Agency): DirectoryLine | undefined {
  const lineId = visit.params['line'];
  return linesOf(directory).find(
    (line) => line.agency === agency.name && line.role !== '' && lineIdOf(line) === lineId,
  );
}

function showPost(here: DirectoryVisit): Answer {
  const agency = requireAgency(here);
  const line = lineNamed(here, agency);
  if (!line) return goTo(`${pathOf(here, agency)}?done=otherwise`);
  return postForm(here, agency, { typed: typedFrom(here, line), errors: [] });
}

function postForm(here: DirectoryVisit, agency: Agency, form: FormState): Answer {
  const lineId = here.visit.params['line']!;
  return pageAnswer(
    PostFormPage({ ...here.facts, agency, lineId, roles: rolesOf(agency), form }),
    form.errors.length ? 400 : 200,
  );
}

function typedFrom({ directory }: DirectoryVisit, line: DirectoryLine): Record<string, string> {
  const [, name = '', role = ''] = /^(.*): ([a-z-]+)$/.exec(line.delegated_to) ?? [];
  return {
    role: line.role,
    site: line.site,
    name: line.name,
    email: line.email,
    deputyEmail: line.deputy_email,
    ...boxes('absentFrom', line.absent_from),
    ...boxes('absentTo', line.absent_to),
    delegatedAgency: directory.agencies.find((agency) => agency.name === name)?.id ?? '',
    delegatedRole: role,
  };
}

function boxes(name: string, day: string): Record<string, string> {
  const [year = '', month = '', date = ''] = day.split('-');
  const plain = (part: string) => part.replace(/^0/, '');
  return { [`${name}-day`]: plain(date), [`${name}-month`]: plain(month), [`${name}-year`]: year };
}

/** What was typed as the cells of a line, or what no rule of the table could say better. */
function cellsTyped(services: Services, { visit, directory }: DirectoryVisit, before?: DirectoryLine) {
  const { typed, fields } = visit.posted;
  const said = (name: string) => (typed[name] ?? '').replace(/\s+/g, ' ').trim();
  const day = (name: string) => String(fields[name] ?? '');
  const errors: FormState['errors'][number][] = [];
  if (said('role') === '') errors.push({ field: 'role', message: 'Choose which post it is' });
  for (const name of ['absentFrom', 'absentTo']) {
    // An empty day is no problem: nobody need be away.
    const wrong = day(name) === '' ? undefined : problemWithDay(day(name), '');
    if (wrong) errors.push({ field: wrong.part ? `${name}-${wrong.part}` : name, message: wrong.message });
  }
  const delegatedTo = directory.agencies.find(({ id }) => id === said('delegatedAgency'));
  if (delegatedTo && said('delegatedRole') === '')
    errors.push({ field: 'delegatedRole', message: 'Choose which post of that agency answers' });
  const email = said('email').toLowerCase();
  const isSomebodyElse = before !== undefined && before.email !== email && before.name !== said('name');
  const verifiedOn = typed['checked']
    ? londonDate(services.clock.now()).toString()
    : isSomebodyElse || email === ''
      ? ''
      : (before?.verified_on ?? '');
  const cells: Partial<DirectoryLine> = {
    role: said('role'),
    site: said('site'),
    name: said('name'),
    email,
    deputy_email: said('deputyEmail').toLowerCase(),
    absent_from: day('absentFrom'),
    absent_to: day('absentTo'),
    delegated_to: delegatedTo ? `${delegatedTo.name}: ${said('delegatedRole')}` : '',
    verified_on: verifiedOn,
  };
  return { cells, errors };
}

async function saveNewPost(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const { typed } = here.visit.posted;
  const { cells, errors } = cellsTyped(services, here);
  if (errors.length > 0) return newPost(here, { typed, errors });
  const amended = await addPost(services, administratorOf(here), { agencyId: agency.id, cells });
  const page = pathOf(here, agency);
  return answerOf(amended, {
    saved: `${page}?done=saved`,
    otherwise: page,
    again: (wrong) => newPost(here, { typed, errors: wrong }),
  });
}

async function savePost(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const line = lineNamed(here, agency);
  const page = pathOf(here, agency);
  if (!line) return goTo(`${page}?done=otherwise`);
  const { typed } = here.visit.posted;
  const { cells, errors } = cellsTyped(services, here, line);
  if (errors.length > 0) return postForm(here, agency, { typed, errors });
  const amended = await changePost(services, administratorOf(here), { lineId: lineIdOf(line), cells });
  return answerOf(amended, {
    saved: `${page}?done=saved`,
    otherwise: page,
    again: (wrong) => postForm(here, agency, { typed, errors: wrong }),
  });
}

function showPostRemoval(here: DirectoryVisit, form: FormState): Answer {
  const agency = requireAgency(here);
  const line = lineNamed(here, agency);
  if (!line) return goTo(`${pathOf(here, agency)}?done=otherwise`);
  return pageAnswer(
    RemovePostPage({ ...here.facts, agency, line, lineId: lineIdOf(line), form }),
    form.errors.length ? 400 : 200,
  );
}

async function removeOnePost(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const { typed } = here.visit.posted;
  const { how } = typed;
  const again = (errors: FormState['errors']) => showPostRemoval(here, { typed, errors });
  if (how !== 'empty' && how !== 'post')
    return again([{ field: 'how', message: 'Choose what should become of the post' }]);
  const removal = { lineId: here.visit.params['line'] ?? '', leaveEmpty: how === 'empty' };
  const page = pathOf(here, agency);
  return answerOf(await removePost(services, administratorOf(here), removal), {
    saved: `${page}?done=removed`,
    otherwise: page,
    again,
  });
}

function newAgency(here: DirectoryVisit, form: FormState): Answer {
  return pageAnswer(AgencyFormPage({ ...here.facts, form }), form.errors.length ? 400 : 200);
}

function agencyForm(here: DirectoryVisit, agency: Agency, shown: string, form: FormState): Answer {
  return pageAnswer(
    AgencyFormPage({ ...here.facts, agencyId: agency.id, shown, form }),
    form.errors.length ? 400 : 200,
  );
}

function showAgency(here: DirectoryVisit): Answer {
  const agency = requireAgency(here);
  const typed = {
    name: agency.name,
    type: agency.type,
    domains: agency.domains.join('\n'),
    sites: agency.sites.join('\n'),
    member: agency.member ? 'yes' : 'no',
    health: agency.healthCommissioned ? 'yes' : 'no',
  };
  return agencyForm(here, agency, agencyIdentity(agency), { typed, errors: [] });
}

/** An agency as it was typed. The board stays the board, whatever a form says. */
function agencyTyped({ visit }: DirectoryVisit, before?: Agency): AgencyFacts {
  const { typed } = visit.posted;
  const lines = (name: string) =>
    (typed[name] ?? '')
      .split('\n')
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter((text) => text !== '');
  const isBoard = before?.id === BOARD;
  return {
    line: lineWith({
      agency: (typed['name'] ?? '').replace(/\s+/g, ' ').trim(),
      agency_type: isBoard ? 'board' : (typed['type'] ?? ''),
      member: isBoard ? agencyLine(before).member : (typed['member'] ?? ''),
      health_commissioned: isBoard ? agencyLine(before).health_commissioned : (typed['health'] ?? ''),
      domains: lines('domains').join(' '),
    }),
    sites: [...new Set(lines('sites'))],
  };
}

/** What a form says better than the table, whose words are about lines and columns. */
function errorsOfAgency({ line }: AgencyFacts): FormState['errors'] {
  return [
    ...(line.agency === '' ? [{ field: 'name', message: 'Enter the agency’s name' }] : []),
    ...(line.agency_type === '' ? [{ field: 'type', message: 'Choose what kind of agency it is' }] : []),
    ...(line.domains === ''
      ? [{ field: 'domains', message: 'Enter what its people’s addresses end in, like agency.example' }]
      : []),
    ...(line.member === '' ? [{ field: 'member', message: 'Choose whether it has a seat on the board' }] : []),
    ...(line.health_commissioned === ''
      ? [{ field: 'health', message: 'Choose whether it is a commissioned health service' }]
      : []),
  ];
}

async function saveNewAgency(services: Services, here: DirectoryVisit): Promise<Answer> {
  const { typed } = here.visit.posted;
  const facts = agencyTyped(here);
  const errors = errorsOfAgency(facts);
  if (errors.length > 0) return newAgency(here, { typed, errors });
  const amended = await addAgency(services, administratorOf(here), facts);
  const id = 'done' in amended ? await idOfAgencyNamed(services, here, facts.line.agency) : '';
  return answerOf(
    amended,
    {
      saved: `${agencyPath(here.partnership.id, id)}?done=saved`,
      otherwise: directoryPath(here.partnership.id),
      again: (wrong) => newAgency(here, { typed, errors: wrong }),
    },
    FIELD_OF_AGENCY,
  );
}

async function idOfAgencyNamed({ rules }: Services, { partnership }: DirectoryVisit, name: string): Promise<string> {
  const known = await rules.partnership(partnership.id);
  return known?.directory.agencies.find((agency) => agency.name === name)?.id ?? '';
}

async function saveAgency(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const { typed } = here.visit.posted;
  const shown = typed['shown'] ?? '';
  const facts = agencyTyped(here, agency);
  const errors = errorsOfAgency(facts);
  const again = (wrong: FormState['errors']) => agencyForm(here, agency, shown, { typed, errors: wrong });
  if (errors.length > 0) return again(errors);
  const amended = await changeAgency(services, administratorOf(here), { ...facts, agencyId: agency.id, shown });
  const page = pathOf(here, agency);
  return answerOf(amended, { saved: `${page}?done=saved`, otherwise: page, again }, FIELD_OF_AGENCY);
}

function showRemoval(here: DirectoryVisit, form: FormState): Answer {
  const agency = requireAgency(here);
  if (agency.id === BOARD) throw new Refused(404, 'the board stays');
  const positions = namedPositions(here.directory, agency.id);
  return pageAnswer(
    RemoveAgencyPage({ ...here.facts, agency, positions, shown: agencyIdentity(agency), form }),
    form.errors.length ? 400 : 200,
  );
}

async function removeOne(services: Services, here: DirectoryVisit): Promise<Answer> {
  const agency = requireAgency(here);
  const { typed } = here.visit.posted;
  const removal = { agencyId: agency.id, shown: typed['shown'] ?? '' };
  return answerOf(await removeAgency(services, administratorOf(here), removal), {
    saved: `${directoryPath(here.partnership.id)}?done=removed`,
    otherwise: pathOf(here, agency),
    again: (errors) => showRemoval(here, { typed, errors }),
  });
}

/** How many changes are listed: about a year's, in a partnership whose people confirm their posts one by one it is some weeks'. */
const CHANGES_LISTED = 200;

async function changes(services: Services, here: DirectoryVisit): Promise<Answer> {
  const { partnership, directory, facts } = here;
  const latest = await directoryChanges(services.table, partnership.id, CHANGES_LISTED);
  return pageAnswer(
    ChangesPage({
      ...facts,
      changes: latest.map(({ at, by, what, snapshot, counts }) => ({
        at,
        what,
        counts,
        who: calledInDirectory(directory, partnership, by),
        name: snapshot,
      })),
    }),
  );
}

async function oneChange(services: Services, { visit, partnership, facts }: DirectoryVisit): Promise<Answer> {
  const name = visit.params['name'] ?? '';
  const difference = NAME.test(name) ? await readChange(services.table, partnership.id, name) : undefined;
  if (!difference) throw new Refused(404, 'no such change');
  return pageAnswer(ChangePage({ ...facts, difference }));
}

/** What the names of snapshots and previews are made of. */
const NAME = /^[\w-]{16}$/;

/** Always under one name: whoever uses the machine next learns no partnership's name from a list of downloads. */
function download({ directory }: DirectoryVisit): Answer {
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="directory.csv"',
    },
    body: directoryCsv(directory),
  };
}

async function readFile(services: Services, here: DirectoryVisit): Promise<Answer> {
  const { facts, visit, partnership } = here;
  const wrong = (message: string, problems?: Parameters<typeof ImportPage>[0]['problems']) =>
    pageAnswer(
      ImportPage({
        ...facts,
        form: { typed: {}, errors: [{ field: 'file', message }] },
        ...(problems ? { problems } : {}),
      }),
      400,
    );
  if (!visit.upload) return wrong('Choose a CSV file');
  const file = readDirectoryFile(visit.upload);
  if ('refused' in file) return wrong(file.refused);
  const previewed = await previewImport(services, administratorOf(here), file);
  if ('name' in previewed) return goTo(directoryPath(partnership.id, 'import', previewed.name));
  const { problems } = previewed;
  const count = problems.length === 1 ? 'one thing' : `${problems.length} things`;
  return wrong(`Put ${count} right in the file and choose it again. Nothing was changed`, problems);
}

async function preview(services: Services, here: DirectoryVisit): Promise<Answer> {
  const name = here.visit.params['name'] ?? '';
  const read = NAME.test(name) ? await readImport(services, administratorOf(here), name) : undefined;
  if (!read) return goTo(directoryPath(here.partnership.id, 'import'));
  const isNothing = isNoDifference(read.difference);
  return pageAnswer(ImportPreviewPage({ ...here.facts, name, ...read, isNothing }));
}

async function apply(services: Services, here: DirectoryVisit): Promise<Answer> {
  const name = here.visit.params['name'] ?? '';
  const own = directoryPath(here.partnership.id);
  const applied = NAME.test(name) ? await applyImport(services, administratorOf(here), name) : 'gone';
  if (applied === 'gone') return goTo(`${own}/import`);
  // The preview itself says that the directory has changed meanwhile, and that nothing was applied.
  return goTo(applied === 'applied' ? `${own}?done=imported` : `${own}/import/${name}`);
}
