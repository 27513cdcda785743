import { type AgencyFacts, addAgency, agencyIdentity, changeAgency, removeAgency } from '../../conduct/directories.ts';
import { type Agency, BOARD } from '../../escalation/directory.ts';
import { agencyLine, type DirectoryColumn, lineWith } from '../../escalation/directory-rows.ts';
import { AgencyFormPage, RemoveAgencyPage } from '../../pages/directory/agency-pages.tsx';
import { agencyPath, directoryPath } from '../../pages/directory/facts.ts';
import { BLANK_FORM, type FormState } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { administering, type DirectoryVisit, namedPositions, requireAgency } from './directory.ts';
import { administratorOf, answerOf, pathOf } from './directory-answers.ts';
import { route } from './visit.ts';

/** The agencies of a directory as an administrator adds, changes and removes them. Each change is judged by the rules of its table. */
export function directoryAgencyRoutes(services: Services) {
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
  ];
}

/** Beside which field of the form a rule about a column is said. */
const FIELD_OF_AGENCY: Partial<Record<DirectoryColumn, string>> = {
  agency: 'name',
  agency_type: 'type',
  member: 'member',
  health_commissioned: 'health',
  domains: 'domains',
  site: 'sites',
};

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
  return answerOf(
    await removeAgency(services, administratorOf(here), removal),
    {
      saved: `${directoryPath(here.partnership.id)}?done=removed`,
      otherwise: pathOf(here, agency),
      again: (errors) => showRemoval(here, { typed, errors }),
    },
    FIELD_OF_AGENCY,
  );
}
