import { addPost, changePost, lineIdOf, removePost } from '../../conduct/directories.ts';
import { type Agency, BOARD } from '../../escalation/directory.ts';
import { type DirectoryColumn, type DirectoryLine, linesOf } from '../../escalation/directory-rows.ts';
import { isBoardRole, ROLES } from '../../escalation/policy.ts';
import { problemWithDay } from '../../escalation/typed-day.ts';
import { londonDate } from '../../escalation/working-days.ts';
import { PostFormPage, RemovePostPage } from '../../pages/directory/post-pages.tsx';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { administering, type DirectoryVisit, requireAgency } from './directory.ts';
import { administratorOf, answerOf, pathOf } from './directory-answers.ts';
import { route } from './visit.ts';

/** The posts of an agency as an administrator adds, changes and removes them. Each change is judged by the rules of the directory's table. */
export function directoryPostRoutes(services: Services) {
  const ofAgency = '/directory/{partnership}/agencies/{agency}';
  return [
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
  ];
}

/** Beside which field of the form a rule about a column is said. */
export const FIELD_OF_POST: Record<DirectoryColumn, string> = {
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
  return answerOf(
    amended,
    {
      saved: `${page}?done=saved`,
      otherwise: page,
      again: (wrong) => newPost(here, { typed, errors: wrong }),
    },
    FIELD_OF_POST,
  );
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
  return answerOf(
    amended,
    {
      saved: `${page}?done=saved`,
      otherwise: page,
      again: (wrong) => postForm(here, agency, { typed, errors: wrong }),
    },
    FIELD_OF_POST,
  );
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
  return answerOf(
    await removePost(services, administratorOf(here), removal),
    {
      saved: `${page}?done=removed`,
      otherwise: page,
      again,
    },
    FIELD_OF_POST,
  );
}
