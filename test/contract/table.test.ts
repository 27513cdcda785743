import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoTable, dynamoTableDefinition } from '../../services/table-dynamodb.ts';
import { openSqlite, sqliteTable } from '../../services/table-sqlite.ts';
import { tableContract } from './table.contract.ts';

tableContract(
  'SQLite in memory',
  async (clock) => {
    const db = openSqlite(':memory:');
    return { table: sqliteTable(db, clock), close: async () => db.close() };
  },
  { modelRuns: 300 },
);

tableContract(
  'SQLite in a file',
  async (clock) => {
    const folder = mkdtempSync(join(tmpdir(), 'table-'));
    const db = openSqlite(join(folder, 'table.sqlite'));
    const close = async () => {
      db.close();
      rmSync(folder, { recursive: true });
    };
    return { table: sqliteTable(db, clock), close };
  },
  { modelRuns: 30 },
);

tableContract(
  'DynamoDB, over the wire',
  async (clock) => {
    const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' },
    });
    await client.send(new CreateTableCommand({ TableName: 'contract', ...dynamoTableDefinition }));
    const table = dynamoTable(DynamoDBDocumentClient.from(client), { tableName: 'contract', clock });
    const close = async () => {
      client.destroy();
      await new Promise((closed) => server.close(closed));
    };
    return { table, close };
  },
  {
    modelRuns: 60,
    // dynalite judges bounds as JavaScript compares, by UTF-16, though it stores and answers in UTF-8 order as DynamoDB does.
    refusesBetween: (from, to) => from > to,
  },
);
