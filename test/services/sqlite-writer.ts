import { writeSync } from 'node:fs';
import { systemClock } from '../../services/clock.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';

/*
 * A service that does nothing but write until it is killed, for `table-sqlite.test.ts`. Each round creates two items and changes one
 * in the same turn; a line on standard output acknowledges the round once all three are answered.
 */
const STDOUT = 1;
const [path = ''] = process.argv.slice(2);
const table = sqliteTable(openSqlite(path), systemClock);
await table.put({ pk: 'counter', sk: 'rounds', body: 0 }, { ifAbsent: true });

for (let round = 1; ; round++) {
  const name = String(round).padStart(9, '0');
  const body = { round, words: 'w'.repeat(2000) };
  await Promise.all([
    table.put({ pk: 'left', sk: name, body, indexes: { owed: { pk: 'owed', sk: name } } }, { ifAbsent: true }),
    table.put({ pk: 'right', sk: name, body }, { ifAbsent: true }),
    table.put({ pk: 'counter', sk: 'rounds', body: round }, { ifVersion: round }),
  ]);
  // Synchronous, so that the acknowledgement is out of this process before anything else happens to it.
  writeSync(STDOUT, `${round}\n`);
}
