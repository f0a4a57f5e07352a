// A session of the published JavaScript client for REST with a node. Usage: node rest.mjs PORT
import assert from 'node:assert/strict';
import { QdrantClient } from '@qdrant/js-client-rest';

const client = new QdrantClient({ host: '127.0.0.1', port: Number(process.argv[2]) });
const ids = (points) => points.map((point) => point.id);

/** The client makes an error of every status but 200 and 201; `data` is the body. */
async function refused(status, text, call) {
  const error = await call.then(
    () => assert.fail(`expected ${status}`),
    (problem) => problem,
  );
  assert.equal(error.status, status);
  assert.match(error.data.status.error, text);
}

const steps = {
  async collections() {
    assert.equal((await client.versionInfo()).version, '1.18.3');
    assert.equal(await client.createCollection('birds', {
      vectors: { size: 4, distance: 'Euclid', hnsw_config: { m: 8 } },
      shard_number: 2,
      on_disk_payload: true,
    }), true);
    assert.deepEqual(await client.getCollections(), { collections: [{ name: 'birds' }] });
    assert.deepEqual(await client.collectionExists('birds'), { exists: true });
    assert.deepEqual(await client.collectionExists('fish'), { exists: false });
    const info = await client.getCollection('birds');
    assert.equal(info.status, 'green');
    assert.equal(info.points_count, 0);
    assert.equal(info.config.params.shard_number, 2);
    assert.equal(info.config.params.vectors.distance, 'Euclid');
    assert.equal(await client.updateCollection('birds', { hnsw_config: { ef_construct: 64 } }), true);
    assert.equal((await client.getCollection('birds')).config.hnsw_config.ef_construct, 64);
    assert.equal((await client.collectionClusterInfo('birds')).shard_count, 2);
  },

  async upsert() {
    const points = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => ({
      id,
      vector: [id, 0, 0, 0],
      payload: { number: id, parity: id % 2 === 0 ? 'even' : 'odd', weight: id / 2, tags: [`t${id}`, 'all'] },
    }));
    const done = await client.upsert('birds', { wait: true, points });
    assert.equal(done.status, 'completed');
    const columns = await client.upsert('birds', {
      batch: {
        ids: ['5c56c793-69f3-4fbf-87e6-c4bf54c28c26', 9],
        vectors: [[20, 0, 0, 0], [9, 0, 0, 0]],
        payloads: [{ parity: 'none' }, { parity: 'odd', number: 9 }],
      },
    });
    assert.equal(columns.status, 'completed');
    assert.deepEqual(await client.count('birds'), { count: 10 });
  },

  async read() {
    const [two] = await client.retrieve('birds', { ids: [2, 777], with_vector: true });
    assert.deepEqual(two.vector, [2, 0, 0, 0]);
    assert.deepEqual(two.payload, { number: 2, parity: 'even', weight: 1, tags: ['t2', 'all'] });

    const seen = [];
    let offset;
    do {
      const page = await client.scroll('birds', { limit: 4, offset });
      seen.push(...ids(page.points));
      offset = page.next_page_offset;
    } while (offset !== null);
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, '5c56c793-69f3-4fbf-87e6-c4bf54c28c26']);

    const filtered = await client.scroll('birds', {
      filter: { must: [{ key: 'number', range: { gt: 2, lte: 6 } }], must_not: [{ has_id: [4] }] },
      with_payload: ['number'],
    });
    assert.deepEqual(filtered.points.map((point) => point.payload), [{ number: 3 }, { number: 5 }, { number: 6 }]);
    assert.deepEqual(
      await client.count('birds', { filter: { must: [{ key: 'tags', match: { any: ['t1', 't8'] } }] } }),
      { count: 2 },
    );
    assert.deepEqual(
      await client.count('birds', { filter: { should: [{ is_empty: { key: 'tags' } }, { key: 'number', match: { value: 3 } }] } }),
      { count: 3 },
    );
  },

  async search() {
    const { points } = await client.query('birds', { query: [5.2, 0, 0, 0], limit: 3, with_payload: true });
    assert.deepEqual(ids(points), [5, 6, 4]);
    assert.ok(Math.abs(points[0].score - 0.2) < 1e-5);
    assert.equal(points[0].payload.number, 5);

    const like = await client.query('birds', { query: 5, limit: 2, filter: { must: [{ key: 'parity', match: { value: 'odd' } }] } });
    assert.deepEqual(ids(like.points), [3, 7]);

    const [near, far] = await client.queryBatch('birds', {
      searches: [{ query: [1, 0, 0, 0], limit: 1 }, { query: [30, 0, 0, 0], limit: 1 }],
    });
    assert.deepEqual([ids(near.points), ids(far.points)], [[1], ['5c56c793-69f3-4fbf-87e6-c4bf54c28c26']]);

    const old = await client.search('birds', {
      vector: [8, 0, 0, 0],
      limit: 5,
      score_threshold: 1.5,
      params: { hnsw_ef: 128 },
      with_vector: true,
    });
    assert.deepEqual(ids(old), [8, 7, 9]);
    assert.deepEqual(old[0].vector, [8, 0, 0, 0]);
    const batch = await client.searchBatch('birds', { searches: [{ vector: [2, 0, 0, 0], limit: 1 }] });
    assert.deepEqual(batch.map(ids), [[2]]);
  },

  async payloads() {
    const payload = async (id) => (await client.retrieve('birds', { ids: [id] }))[0].payload;
    await client.setPayload('birds', { payload: { seen: true }, points: [1] });
    assert.equal((await payload(1)).seen, true);
    assert.equal((await payload(1)).number, 1);
    await client.setPayload('birds', { payload: { at: 'sea' }, points: [1], key: 'place' });
    assert.deepEqual((await payload(1)).place, { at: 'sea' });
    await client.deletePayload('birds', { keys: ['tags', 'place.at'], points: [1] });
    assert.deepEqual(await payload(1), { number: 1, parity: 'odd', weight: 0.5, seen: true, place: {} });
    await client.overwritePayload('birds', { payload: { only: [1, 2.5, null] }, points: [1] });
    assert.deepEqual(await payload(1), { only: [1, 2.5, null] });
    await client.clearPayload('birds', { points: [1] });
    assert.deepEqual(await payload(1), {});
    await client.setPayload('birds', { payload: { even: true }, filter: { must: [{ key: 'parity', match: { value: 'even' } }] } });
    assert.deepEqual(await client.count('birds', { filter: { must: [{ key: 'even', match: { value: true } }] } }), { count: 4 });
  },

  async vectors() {
    await client.createCollection('named', {
      vectors: { image: { size: 2, distance: 'Dot' }, text: { size: 3, distance: 'Cosine' } },
    });
    await client.upsert('named', { points: [{ id: 1, vector: { image: [1, 2], text: [0, 0, 5] } }, { id: 2, vector: { image: [3, 4] } }] });
    await client.updateVectors('named', { points: [{ id: 2, vector: { text: [0, 2, 0] } }] });
    const [two] = await client.retrieve('named', { ids: [2], with_vector: true });
    assert.deepEqual(two.vector, { image: [3, 4], text: [0, 1, 0] });
    const found = await client.query('named', { query: [0, 1, 0], using: 'text', limit: 1, with_vector: ['image'] });
    assert.deepEqual(found.points.map((point) => [point.id, point.vector]), [[2, { image: [3, 4] }]]);
    await client.deleteVectors('named', { points: [2], vector: ['image'] });
    const [left] = await client.retrieve('named', { ids: [2], with_vector: true });
    assert.deepEqual(left.vector, { text: [0, 1, 0] });
    assert.equal(await client.deleteCollection('named'), true);
  },

  async deletes() {
    const results = await client.batchUpdate('birds', {
      operations: [
        { delete: { points: [1] } },
        { upsert: { points: [{ id: 10, vector: [10, 0, 0, 0] }] } },
        { set_payload: { payload: { late: true }, points: [10] } },
      ],
    });
    assert.deepEqual(results.map((result) => result.status), ['completed', 'completed', 'completed']);
    assert.deepEqual(await client.retrieve('birds', { ids: [1] }), []);
    assert.deepEqual((await client.retrieve('birds', { ids: [10] }))[0].payload, { late: true });
    await client.delete('birds', { wait: true, points: [2, 3] });
    assert.deepEqual(await client.count('birds'), { count: 8 });
    await client.delete('birds', { wait: true, filter: { must: [{ key: 'number', range: { gte: 6 } }] } });
    assert.deepEqual(await client.count('birds'), { count: 4 });
  },

  async errors() {
    await refused(404, /Not found: Collection `fish` doesn't exist!/, client.getCollection('fish'));
    await refused(409, /already exists/, client.createCollection('birds', { vectors: { size: 4, distance: 'Dot' } }));
    await refused(400, /Vector dimension error: expected dim: 4, got 2/, client.query('birds', { query: [1, 2] }));
    await refused(400, /Not existing vector name error: x/, client.query('birds', { query: [1, 2, 3, 4], using: 'x' }));
    await refused(400, /Format error in JSON body/, client.upsert('birds', { points: [{ id: -1, vector: [1, 2, 3, 4] }] }));
    await refused(404, /./, client.createSnapshot('no such'));
    assert.equal(await client.deleteCollection('birds'), true);
    assert.deepEqual(await client.getCollections(), { collections: [] });
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (problem) {
    console.error(`step ${name}:`, problem, problem.data);
    process.exit(1);
  }
  console.log(`${name}: done`);
}
