import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import {
  type Condition,
  ConditionFailed,
  INDEX_NAMES,
  type IndexName,
  type Item,
  type Key,
  type Page,
  type Range,
  type Table,
} from './table.ts';
import {
  bodyText,
  cursorAfter,
  requireSoundExpiry,
  requireSoundKey,
  type SoundRange,
  soundRange,
} from './table-limits.ts';

/** The attribute DynamoDB's time-to-live must be switched on for: epoch seconds. It removes up to 48 hours late, so every read filters. */
export const TIME_TO_LIVE_ATTRIBUTE = 'expiresAt';

/**
 * The table's keys and indexes, all but its name. `infra/` says the same in CDK's words, and the contract test makes this one:
 * change one and you have to change the other; infra's test compares them.
 */
export const dynamoTableDefinition = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', ...INDEX_NAMES.flatMap((index) => [`${index}Pk`, `${index}Sk`])].map((name) => ({
    AttributeName: name,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: INDEX_NAMES.map((index) => ({
    IndexName: index,
    KeySchema: [
      { AttributeName: `${index}Pk`, KeyType: 'HASH' as const },
      { AttributeName: `${index}Sk`, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  })),
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

const NAMES = { '#version': 'version', '#expiresAt': TIME_TO_LIVE_ATTRIBUTE };
const VISIBLE = '(attribute_not_exists(#expiresAt) OR #expiresAt > :now)';

/**
 * The table on AWS.
 *
 * The body is stored as its JSON text, not as DynamoDB's map: so the limit is measured on the very bytes that are stored,
 * numbers, depth and empty text come back as they went in (a map holds 38 digits and 32 levels), and both editions store the
 * same bytes, which makes an export from one restorable in the other. Nothing reads or changes a part of a body.
 *
 * Throttling and lost connections are retried by the SDK. A put whose answer was lost is known again by its `putId` and counts
 * as done. A conditional delete whose answer was lost may say `ConditionFailed`: as always, re-read and decide again.
 */
export function dynamoTable(
  client: DynamoDBDocumentClient,
  { tableName, clock }: { tableName: string; clock: Clock },
): Table {
  const TableName = tableName;
  const nowSeconds = () => Math.floor(clock.now().epochMilliseconds / 1000);

  const ifVersion = (version: number) => ({
    ConditionExpression: `#version = :version AND ${VISIBLE}`,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':version': version, ':now': nowSeconds() },
  });
  const ifAbsent = () => ({
    ConditionExpression: 'attribute_not_exists(pk) OR #expiresAt <= :now',
    ExpressionAttributeNames: { '#expiresAt': TIME_TO_LIVE_ATTRIBUTE },
    ExpressionAttributeValues: { ':now': nowSeconds() },
  });

  /**
   * Reads until the page is full or the range is at its end: DynamoDB counts its limit before it filters out what expired, and
   * ends a page at 1 MB. One item more than asked for tells whether there is more.
   */
  async function page(range: Range, index?: IndexName): Promise<Page> {
    const sound = soundRange(range, index);
    if (!sound) return { items: [] };
    const request = selection(sound, nowSeconds(), index);
    const items: Item[] = [];
    let ExclusiveStartKey = startKey(sound, index);
    do {
      const Limit = sound.limit + 1 - items.length;
      const answer = await client.send(new QueryCommand({ TableName, ...request, Limit, ExclusiveStartKey }));
      for (const attributes of answer.Items ?? []) items.push(itemFrom(attributes));
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey && items.length <= sound.limit);

    const last = items[sound.limit - 1];
    if (!last || items.length <= sound.limit) return { items };
    const position = index ? { sk: last.indexes?.[index]?.sk ?? '', item: last } : { sk: last.sk };
    return { items: items.slice(0, sound.limit), cursor: cursorAfter(position, sound, index) };
  }

  return {
    async get(key) {
      requireSoundKey(key);
      const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true }));
      const item = Item && itemFrom(Item);
      return item?.expiresAt !== undefined && item.expiresAt <= nowSeconds() ? undefined : item;
    },

    async put(item, condition) {
      requireSoundKey(item);
      requireSoundExpiry(item.expiresAt);
      const version = 'ifAbsent' in condition ? 1 : condition.ifVersion + 1;
      const putId = randomUUID();
      const request = new PutCommand({
        TableName,
        Item: { ...attributesOf(item), version, putId },
        ...('ifAbsent' in condition ? ifAbsent() : ifVersion(condition.ifVersion)),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(request);
      } catch (reason) {
        if (!(reason instanceof ConditionalCheckFailedException)) throw reason;
        // The SDK asked again because an answer was lost, and met its own first attempt.
        if (reason.Item?.['putId']?.S !== putId) throw conditionFailed(condition, reason);
      }
      return version;
    },

    async delete(key, condition) {
      requireSoundKey(key);
      const request = { TableName, Key: keyOf(key), ...(condition ? ifVersion(condition.ifVersion) : {}) };
      try {
        await client.send(new DeleteCommand(request));
      } catch (reason) {
        if (!condition || !(reason instanceof ConditionalCheckFailedException)) throw reason;
        throw conditionFailed(condition, reason);
      }
    },

    query: (range) => page(range),
    queryIndex: (index, range) => page(range, index),
  };
}

function conditionFailed(condition: Condition, cause: unknown): ConditionFailed {
  return new ConditionFailed(
    'ifAbsent' in condition ? 'The item is already there.' : `The item is no longer at version ${condition.ifVersion}.`,
    { cause },
  );
}

function keyOf({ pk, sk }: Key): Key {
  return { pk, sk };
}

function attributesOf({
  pk,
  sk,
  body,
  indexes = {},
  expiresAt,
}: Omit<Item, 'version'>): Record<string, string | number> {
  const attributes: Record<string, string | number> = { pk, sk, body: bodyText(body) };
  for (const index of INDEX_NAMES) {
    const key = indexes[index];
    if (!key) continue;
    requireSoundKey(key);
    attributes[`${index}Pk`] = key.pk;
    attributes[`${index}Sk`] = key.sk;
  }
  if (expiresAt !== undefined) attributes[TIME_TO_LIVE_ATTRIBUTE] = expiresAt;
  return attributes;
}

function itemFrom(attributes: Record<string, unknown>): Item {
  const item: Item = {
    pk: String(attributes['pk']),
    sk: String(attributes['sk']),
    version: Number(attributes['version']),
    body: JSON.parse(String(attributes['body'])),
  };
  const indexes = INDEX_NAMES.flatMap((index) => {
    const [pk, sk] = [attributes[`${index}Pk`], attributes[`${index}Sk`]];
    return typeof pk === 'string' && typeof sk === 'string' ? [[index, { pk, sk }] as const] : [];
  });
  if (indexes.length > 0) item.indexes = Object.fromEntries(indexes);
  const expiresAt = attributes[TIME_TO_LIVE_ATTRIBUTE];
  if (expiresAt !== undefined) item.expiresAt = Number(expiresAt);
  return item;
}

function selection(range: SoundRange, now: number, index?: IndexName): Omit<QueryCommandInput, 'TableName'> {
  const names: Record<string, string> = { '#expiresAt': TIME_TO_LIVE_ATTRIBUTE, '#pk': index ? `${index}Pk` : 'pk' };
  const values: Record<string, string | number> = { ':now': now, ':pk': range.pk };
  let condition = '#pk = :pk';
  if (range.prefix !== undefined || range.between) names['#sk'] = index ? `${index}Sk` : 'sk';
  if (range.prefix !== undefined) {
    condition += ' AND begins_with(#sk, :prefix)';
    values[':prefix'] = range.prefix;
  }
  if (range.between) {
    condition += ' AND #sk BETWEEN :from AND :to';
    [values[':from'], values[':to']] = range.between;
  }
  return {
    KeyConditionExpression: condition,
    FilterExpression: VISIBLE,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ScanIndexForward: !range.descending,
    // DynamoDB refuses a strongly consistent read of an index.
    ...(index ? { IndexName: index } : { ConsistentRead: true }),
  };
}

function startKey({ pk, after }: SoundRange, index?: IndexName): Record<string, unknown> | undefined {
  if (!after) return undefined;
  return index && after.item
    ? { ...keyOf(after.item), [`${index}Pk`]: pk, [`${index}Sk`]: after.sk }
    : { pk, sk: after.sk };
}
