// A session of the published JavaScript client for gRPC with a node. Usage: node grpc.mjs PORT
import assert from 'node:assert/strict';
import { ConnectErrorCode as Code, Distance, PayloadSchemaType, QdrantClient, UpdateStatus } from '@qdrant/js-client-grpc';

const client = new QdrantClient({ host: '127.0.0.1', port: Number(process.argv[2]) });
const collections = client.api('collections');
const points = client.api('points');
const collectionName = 'fish';

// What the client's types ask for, in few words.
const id = (value) => ({ pointIdOptions: typeof value === 'number' ? { case: 'num', value: BigInt(value) } : { case: 'uuid', value } });
const string = (value) => ({ kind: { case: 'stringValue', value } });
const integer = (value) => ({ kind: { case: 'integerValue', value: BigInt(value) } });
const dense = (data) => ({ vector: { case: 'dense', value: { data } } });
const vectors = (data) => ({ vectorsOptions: { case: 'vector', value: dense(data) } });
const nearest = (data) => ({ variant: { case: 'nearest', value: { variant: { case: 'dense', value: { data } } } } });
const all = { selectorOptions: { case: 'enable', value: true } };
const field = (key, condition) => ({ conditionOneOf: { case: 'field', value: { key, ...condition } } });
const matches = (key, value) => field(key, { match: { matchValue: { case: 'keyword', value } } });
const chosen = (...ids) => ({ pointsSelectorOneOf: { case: 'points', value: { ids: ids.map(id) } } });
const filtered = (filter) => ({ pointsSelectorOneOf: { case: 'filter', value: filter } });
const idOf = (point) => {
  const { value } = point.id.pointIdOptions;
  return typeof value === 'bigint' ? Number(value) : value;
};
const count = async (filter) => Number((await points.count({ collectionName, filter, exact: true })).result.count);

async function refused(code, text, call) {
  const error = await call.then(
    () => assert.fail(`expected ${Code[code]}`),
    (problem) => problem,
  );
  assert.equal(error.code, code);
  assert.match(error.rawMessage, text);
}

const steps = {
  async collections() {
    assert.equal((await client.api('service').healthCheck({})).version, '1.18.3');
    const made = await collections.create({
      collectionName,
      shardNumber: 2,
      vectorsConfig: { config: { case: 'params', value: { size: 2n, distance: Distance.Euclid } } },
    });
    assert.equal(made.result, true);
    assert.deepEqual((await collections.list({})).collections.map((one) => one.name), [collectionName]);
    assert.equal((await collections.collectionExists({ collectionName: 'birds' })).result.exists, false);
    const { result } = await collections.get({ collectionName });
    assert.equal(result.config.params.shardNumber, 2);
    assert.equal(result.config.params.vectorsConfig.config.value.size, 2n);
    const indexed = await points.createFieldIndex({ collectionName, fieldName: 'kind', fieldType: 0, wait: true });
    assert.equal(indexed.result.status, UpdateStatus.Completed);
    const { payloadSchema } = (await collections.get({ collectionName })).result;
    assert.equal(payloadSchema.kind.dataType, PayloadSchemaType.Keyword);
  },

  async writes() {
    const written = await points.upsert({
      collectionName,
      wait: true,
      points: [1, 2, 3, 4, 5, 6].map((number) => ({
        id: id(number),
        vectors: vectors([number, 0]),
        payload: { number: integer(number), kind: string(number % 2 === 0 ? 'even' : 'odd') },
      })).concat([{ id: id('5c56c793-69f3-4fbf-87e6-c4bf54c28c26'), vectors: vectors([20, 0]), payload: {} }]),
    });
    assert.equal(written.result.status, UpdateStatus.Completed);
    assert.equal(await count(), 7);
    await points.setPayload({ collectionName, wait: true, payload: { seen: string('yes') }, pointsSelector: chosen(1, 2) });
    await points.deletePayload({ collectionName, wait: true, keys: ['kind'], pointsSelector: chosen(1) });
    const { result } = await points.get({ collectionName, ids: [id(1)], withPayload: all, withVectors: all });
    assert.deepEqual(Object.keys(result[0].payload).sort(), ['number', 'seen']);
    assert.equal(result[0].payload.number.kind.value, 1n);
    assert.deepEqual(result[0].vectors.vectorsOptions.value.vector.value.data, [1, 0]);
  },

  async reads() {
    assert.equal(await count({ must: [matches('kind', 'even')] }), 3);
    assert.equal(await count({ must: [field('number', { range: { gte: 2, lt: 5 } })], mustNot: [matches('kind', 'odd')] }), 2);
    const found = await points.query({ collectionName, query: nearest([5.2, 0]), limit: 3n, withPayload: all });
    assert.deepEqual(found.result.map(idOf), [5, 6, 4]);
    assert.ok(Math.abs(found.result[0].score - 0.2) < 1e-5);
    assert.equal(found.result[0].payload.kind.kind.value, 'odd');
    const old = await points.search({ collectionName, vector: [20, 0], limit: 1n });
    assert.deepEqual(old.result.map(idOf), ['5c56c793-69f3-4fbf-87e6-c4bf54c28c26']);
    const batch = await points.queryBatch({
      collectionName,
      queryPoints: [1, 3].map((x) => ({ collectionName, query: nearest([x, 0]), limit: 1n })),
    });
    assert.deepEqual(batch.result.map((one) => one.result.map(idOf)), [[1], [3]]);
    const seen = [];
    let offset;
    do {
      const page = await points.scroll({ collectionName, limit: 3, offset });
      seen.push(...page.result.map(idOf));
      offset = page.nextPageOffset;
    } while (offset !== undefined);
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, '5c56c793-69f3-4fbf-87e6-c4bf54c28c26']);
  },

  async deletes() {
    await points.delete({ collectionName, wait: true, points: chosen(1, 2) });
    assert.equal(await count(), 5);
    await points.delete({ collectionName, wait: true, points: filtered({ must: [matches('kind', 'odd')] }) });
    assert.equal(await count(), 3);
  },

  async errors() {
    await refused(Code.NotFound, /Collection `birds` doesn't exist!/, collections.get({ collectionName: 'birds' }));
    await refused(Code.InvalidArgument, /Vector dimension error: expected dim: 2, got 3/, points.query({ collectionName, query: nearest([1, 2, 3]) }));
    await refused(Code.NotFound, /./, client.api('snapshots').create({ collectionName: 'no such' }));
    assert.equal((await collections.delete({ collectionName })).result, true);
    assert.deepEqual((await collections.list({})).collections, []);
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (problem) {
    console.error(`step ${name}:`, problem);
    process.exit(1);
  }
  console.log(`${name}: done`);
}
process.exit(0); // the connection would keep the process
