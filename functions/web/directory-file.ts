import { applyImport, previewImport, readImport } from '../../conduct/directories.ts';
import { directoryCsv, readDirectoryFile } from '../../documents/directory-csv.ts';
import { isNoDifference } from '../../escalation/directory-difference.ts';
import { directoryPath } from '../../pages/directory/facts.ts';
import { ImportPage, ImportPreviewPage } from '../../pages/directory/import-pages.tsx';
import { BLANK_FORM } from '../../pages/frame.ts';
import type { Services } from '../../services/services.ts';
import { type Answer, goTo, pageAnswer } from './answer.ts';
import { administering, type DirectoryVisit } from './directory.ts';
import { administratorOf, SNAPSHOT_NAME } from './directory-answers.ts';
import { route, uploadRoute } from './visit.ts';

/** A directory as a file: taken out, and put in whole after it was shown what that would change. */
export function directoryFileRoutes(services: Services) {
  const own = '/directory/{partnership}';
  return [
    route(
      services,
      'GET',
      `${own}/export.csv`,
      administering(services, async (_, here) => download(here), []),
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
  const read = SNAPSHOT_NAME.test(name) ? await readImport(services, administratorOf(here), name) : undefined;
  if (!read) return goTo(directoryPath(here.partnership.id, 'import'));
  const isNothing = isNoDifference(read.difference);
  return pageAnswer(ImportPreviewPage({ ...here.facts, name, ...read, isNothing }));
}

async function apply(services: Services, here: DirectoryVisit): Promise<Answer> {
  const name = here.visit.params['name'] ?? '';
  const own = directoryPath(here.partnership.id);
  const applied = SNAPSHOT_NAME.test(name) ? await applyImport(services, administratorOf(here), name) : 'gone';
  if (applied === 'gone') return goTo(`${own}/import`);
  // The preview itself says that the directory has changed meanwhile, and that nothing was applied.
  return goTo(applied === 'applied' ? `${own}?done=imported` : `${own}/import/${name}`);
}
