import { calledInDirectory } from '../../conduct/directories.ts';
import { ChangePage, ChangesPage } from '../../pages/directory/changes-pages.tsx';
import { directoryChanges, readChange } from '../../services/directories.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, pageAnswer, Refused } from './answer.ts';
import { administering, type DirectoryVisit } from './directory.ts';
import { SNAPSHOT_NAME } from './directory-answers.ts';
import { route } from './visit.ts';

/** What was changed in a directory, by whom and when. */
export function directoryChangeRoutes(services: Services) {
  const own = '/directory/{partnership}';
  return [
    route(services, 'GET', `${own}/changes`, administering(services, changes)),
    route(services, 'GET', `${own}/changes/{name}`, administering(services, oneChange)),
  ];
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
  const difference = SNAPSHOT_NAME.test(name) ? await readChange(services.table, partnership.id, name) : undefined;
  if (!difference) throw new Refused(404, 'no such change');
  return pageAnswer(ChangePage({ ...facts, difference }));
}
