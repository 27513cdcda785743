import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { Temporal } from 'temporal-polyfill';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConditionFailed, INDEX_NAMES } from '../../services/table.ts';
import { dynamoTable, dynamoTableDefinition, TIME_TO_LIVE_ATTRIBUTE } from '../../services/table-dynamodb.ts';

const START = Temporal.Instant.from('2026-04-08T16:00:00.900Z');
const NOW = Math.floor(START.epochMilliseconds / 1000);

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));
const dynamo = mockClient(client);
const table = dynamoTable(client, {
  tableName: 'common-ground',
  clock: { now: () => START },
});
beforeEach(() => dynamo.reset());

const key = { pk: 'p', sk: 's' };
const stored = (sk: string, more: object = {}) => ({ pk: 'p', sk, version: 1, body: '1', putId: 'x', ...more });
const conditionalCheckFailed = (Item?: ConditionalCheckFailedException['Item']) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(Item ? { Item } : {}),
  });

describe('what is asked of DynamoDB', () => {
  test('get reads with strong consistency, so that a decision is made on what was last written', async () => {
    dynamo.on(GetCommand).resolves({});

    await table.get({ ...key, ...{ body: 'not part of a key' } });

    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'common-ground',
      Key: key,
      ConsistentRead: true,
    });
  });

  test('a partition is read with strong consistency and what expired is filtered there, one item over the limit', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });

    await table.query({ pk: 'p', prefix: 'entry#', limit: 10 });

    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'common-ground',
      ConsistentRead: true,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      FilterExpression: '(attribute_not_exists(#expiresAt) OR #expiresAt > :now)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: { ':pk': 'p', ':prefix': 'entry#', ':now': NOW },
      ScanIndexForward: true,
      Limit: 11,
      ExclusiveStartKey: undefined,
    });
  });

  test('an index is read by its own keys, without strong consistency, which DynamoDB refuses there', async () => {
    dynamo.on(QueryCommand).resolves({ Items: [] });

    await table.queryIndex('alarm', { pk: 'p', between: ['a', 'b'], descending: true });

    const input = dynamo.commandCalls(QueryCommand)[0]?.args[0].input;
    expect(input).not.toHaveProperty('ConsistentRead');
    expect(input).toMatchObject({
      IndexName: 'alarm',
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#pk': 'alarmPk', '#sk': 'alarmSk' },
      ScanIndexForward: false,
    });
  });

  test('put if absent writes version 1 unless an unexpired item is there', async () => {
    dynamo.on(PutCommand).resolves({});

    const item = {
      ...key,
      body: { a: 1, gone: undefined },
      indexes: { owed: { pk: 'o', sk: '1' } },
      expiresAt: NOW + 5,
    };
    const version = await table.put(item, { ifAbsent: true });

    expect(version).toBe(1);
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'common-ground',
      Item: {
        ...key,
        version: 1,
        body: '{"a":1}',
        owedPk: 'o',
        owedSk: '1',
        expiresAt: NOW + 5,
        putId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR #expiresAt <= :now',
      ExpressionAttributeNames: { '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: { ':now': NOW },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('put and delete if version name the version and that it has not expired', async () => {
    dynamo.on(PutCommand).resolves({});
    dynamo.on(DeleteCommand).resolves({});

    const version = await table.put({ ...key, body: 1 }, { ifVersion: 7 });
    await table.delete(key, { ifVersion: 8 });

    const condition = {
      ConditionExpression: '#version = :version AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)',
      ExpressionAttributeNames: { '#version': 'version', '#expiresAt': 'expiresAt' },
    };
    expect(version).toBe(8);
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      ...condition,
      ExpressionAttributeValues: { ':version': 7, ':now': NOW },
    });
    expect(dynamo.commandCalls(DeleteCommand)[0]?.args[0].input).toMatchObject({
      ...condition,
      ExpressionAttributeValues: { ':version': 8, ':now': NOW },
    });
  });

  test('delete without a condition asks for none', async () => {
    dynamo.on(DeleteCommand).resolves({});

    await table.delete(key);

    expect(dynamo.commandCalls(DeleteCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'common-ground',
      Key: key,
    });
  });
});

describe('what DynamoDB answers', () => {
  test('an item it has not yet removed though its time came is not there', async () => {
    dynamo
      .on(GetCommand)
      .resolvesOnce({ Item: stored('s', { expiresAt: NOW }) })
      .resolves({ Item: stored('s', { expiresAt: NOW + 1 }) });

    expect(await table.get(key)).toBeUndefined();
    expect(await table.get(key)).toMatchObject(key);
  });

  test('empty pages with more to come are read through, because the limit counts what the filter then takes out', async () => {
    const page = (last: string | undefined, ...sks: string[]) => ({
      Items: sks.map((sk) => stored(sk)),
      ...(last ? { LastEvaluatedKey: { pk: 'p', sk: last } } : {}),
    });
    dynamo
      .on(QueryCommand)
      .resolvesOnce(page('3'))
      .resolvesOnce(page('6', '5'))
      .resolvesOnce(page('7'))
      .resolves(page('9', '8', '9'));

    const { items, cursor } = await table.query({ pk: 'p', limit: 2 });

    const asked = dynamo
      .commandCalls(QueryCommand)
      .map(({ args: [{ input }] }) => [input.ExclusiveStartKey?.['sk'], input.Limit]);
    expect(items.map(({ sk }) => sk)).toStrictEqual(['5', '8']);
    expect(cursor).toBeDefined();
    expect(asked).toStrictEqual([
      [undefined, 3],
      ['3', 3],
      ['6', 2],
      ['7', 2],
    ]);
  });

  test('a cursor of an index goes on from both keys of the last item shown', async () => {
    const inIndex = (sk: string) => stored(sk, { owedPk: 'o', owedSk: `at ${sk}` });
    dynamo.on(QueryCommand).resolves({ Items: [inIndex('1'), inIndex('2')], LastEvaluatedKey: { pk: 'p' } });

    const { cursor } = await table.queryIndex('owed', { pk: 'o', limit: 1 });
    await table.queryIndex('owed', { pk: 'o', limit: 1, cursor: cursor! });

    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toStrictEqual({
      pk: 'p',
      sk: '1',
      owedPk: 'o',
      owedSk: 'at 1',
    });
  });

  test('a put that failed its condition on its own first attempt, the answer to which was lost, succeeded', async () => {
    dynamo.on(PutCommand).callsFake(({ Item }) => {
      throw conditionalCheckFailed({ putId: { S: Item.putId } });
    });

    expect(await table.put({ ...key, body: 1 }, { ifVersion: 3 })).toBe(4);
  });

  test.each([
    ['somebody else’s item', { putId: { S: 'somebody else' } }],
    ['no item', undefined],
  ])('a put that failed its condition on %s is ConditionFailed', async (_, item) => {
    dynamo.on(PutCommand).rejects(conditionalCheckFailed(item));
    dynamo.on(DeleteCommand).rejects(conditionalCheckFailed(item));

    await expect(table.put({ ...key, body: 1 }, { ifVersion: 3 })).rejects.toThrow(ConditionFailed);
    await expect(table.put({ ...key, body: 1 }, { ifAbsent: true })).rejects.toThrow('The item is already there.');
    await expect(table.delete(key, { ifVersion: 3 })).rejects.toThrow('The item is no longer at version 3.');
  });

  test('any other failure is passed on as it is, never as ConditionFailed', async () => {
    const throttled = new ProvisionedThroughputExceededException({ message: 'Slow down', $metadata: {} });
    dynamo.onAnyCommand().rejects(throttled);

    await expect(table.put({ ...key, body: 1 }, { ifAbsent: true })).rejects.toBe(throttled);
    await expect(table.delete(key, { ifVersion: 1 })).rejects.toBe(throttled);
    await expect(table.get(key)).rejects.toBe(throttled);
    await expect(table.query({ pk: 'p' })).rejects.toBe(throttled);
  });
});

test('the definition names one index a name of the port, its keys after it, each whole, and time-to-live on no key', () => {
  expect(dynamoTableDefinition.GlobalSecondaryIndexes).toStrictEqual(
    INDEX_NAMES.map((index) => ({
      IndexName: index,
      KeySchema: [
        { AttributeName: `${index}Pk`, KeyType: 'HASH' },
        { AttributeName: `${index}Sk`, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })),
  );
  expect(dynamoTableDefinition.AttributeDefinitions).toHaveLength(2 + 2 * INDEX_NAMES.length);
  expect(dynamoTableDefinition.AttributeDefinitions.map(({ AttributeName }) => AttributeName)).not.toContain(
    TIME_TO_LIVE_ATTRIBUTE,
  );
});
