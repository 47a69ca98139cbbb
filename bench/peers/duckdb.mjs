#!/usr/bin/env node
// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// All totals of all levels anew, by DuckDB, from dumped reports: those of each
// region and year from the reports, then level by level up to the root.
//
//   node bench/peers/duckdb.mjs --input DIR --modules DIR [--install]
//        [--folder DIR] [--runs 1] [--threads N] [--memory 8GB]
//        [--database FILE]
//
// --input holds regions.csv and reports.csv (bench/peers/report_dump.h).
// --modules is where npm keeps @duckdb/node-api; with --install it is put there
// first, from the npm registry. The data go into a new folder below --folder
// (default: that of temporary files), which is removed. With --database the
// reports stay in that file, and if it is there already nothing is loaded.
// Loading is not part of the time; totals are temporary tables, so that the
// disk is not either. Prints one JSON object. Exit code 3: DuckDB is not
// installed.

import {spawnSync} from 'node:child_process';
import {createReadStream, existsSync, mkdtempSync, readFileSync, rmSync}
  from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {parseArgs} from 'node:util';

const PACKAGE = '@duckdb/node-api';
const VERSION = '1.5.6-r.1';
const NOT_INSTALLED = 3;
// What a report begins with, before its figures.
const NAMES = 'office,region,year,revision';
// Columns of the table of reports that are not figures: region and year.
const REPORT_NAMES = 2;

function fail(message, code = 1) {
  console.error(`duckdb.mjs: ${message}`);
  process.exit(code);
}

function readOptions() {
  const text = {type: 'string'};
  let values;
  try {
    ({values} = parseArgs({options: {
      input: text, modules: text, folder: text, runs: text, threads: text,
      memory: text, database: text, install: {type: 'boolean'},
    }}));
  } catch (error) {
    fail(error.message, 2);
  }
  if (!values.input || !values.modules) {
    fail('--input and --modules are needed', 2);
  }
  const runs = Number(values.runs ?? 1);
  if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
    fail('--runs is a number from 1 to 100', 2);
  }
  return {...values, runs, folder: values.folder ?? tmpdir()};
}

function loadDuckDb(options) {
  const modules = resolve(options.modules);
  if (options.install && !existsSync(join(modules, 'node_modules', PACKAGE))) {
    const npm = spawnSync('npm', [
      'install', '--no-audit', '--no-fund', '--prefix', modules,
      `${PACKAGE}@${VERSION}`,
    ], {encoding: 'utf8'});
    if (npm.status !== 0) {
      fail(`npm install ${PACKAGE}: ${npm.error ?? npm.stderr}`);
    }
  }
  try {
    return createRequire(join(modules, 'package.json'))(PACKAGE);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return fail(`${PACKAGE} is not in ${modules}; --install fetches it`,
                NOT_INSTALLED);
  }
}

// The regions in the order of their file: parent (an index or null) and depth.
function readRegions(path) {
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n')
      .map((line) => line.split(','));
  if (rows.shift().join() !== 'code,parent,level') {
    fail(`${path} is not code,parent,level`);
  }
  const index = new Map(rows.map(([code], i) => [code, i]));
  const parents = rows.map(([, parent]) => {
    if (parent === '') return null;
    if (!index.has(parent)) fail(`${path}: there is no region ${parent}`);
    return index.get(parent);
  });
  return rows.map(([code], i) => {
    let depth = 0;
    for (let at = parents[i]; at !== null; at = parents[at]) {
      if (++depth > rows.length) fail(`${path}: parents in a circle`);
    }
    return {code, parent: parents[i], depth};
  });
}

async function firstLine(path) {
  const lines = createInterface({input: createReadStream(path)});
  for await (const line of lines) {
    lines.close();
    return line;
  }
  return fail(`${path} is empty`);
}

const quoted = (text) => `'${text.replaceAll('\'', '\'\'')}'`;

async function load(connection, input, regions) {
  await connection.run(
      'CREATE TABLE region (code VARCHAR, id INTEGER, parent INTEGER, ' +
      'depth INTEGER)');
  for (let at = 0; at < regions.length; at += 1000) {
    const rows = regions.slice(at, at + 1000).map(
        ({code, parent, depth}, i) =>
          `(${quoted(code)}, ${at + i}, ${parent ?? 'NULL'}, ${depth})`);
    await connection.run(`INSERT INTO region VALUES ${rows.join(', ')}`);
  }
  const path = join(input, 'reports.csv');
  const [office, region, year, revision, ...headings] =
      (await firstLine(path)).split(',');
  if (`${office},${region},${year},${revision}` !== NAMES ||
      headings.at(-1) === 'narrative') {
    fail(`${path} is not ${NAMES} and figures`);
  }
  const figures = headings.map((_, i) => `f${i}`);
  const columns = {
    office: 'BIGINT', region: 'VARCHAR', year: 'INTEGER', revision: 'INTEGER',
  };
  for (const figure of figures) columns[figure] = 'BIGINT';
  const types = Object.entries(columns)
      .map(([name, type]) => `${name}: '${type}'`).join(', ');
  await connection.run(
      'CREATE TABLE report AS SELECT region.id AS region, year, ' +
      `${figures.join(', ')} FROM read_csv(${quoted(path)}, ` +
      `columns = {${types}}, header = true, ` +
      'delim = \',\', quote = \'\', escape = \'\') AS line ' +
      'JOIN region ON region.code = line.region');
  await connection.run('CHECKPOINT');
  return figures;
}

// The figures of reports that were loaded before.
async function loadedFigures(connection) {
  const [columns] = await rowOf(
      connection, 'SELECT count(*) FROM information_schema.columns ' +
      'WHERE table_name = \'report\'');
  return Array.from({length: columns - REPORT_NAMES}, (_, i) => `f${i}`);
}

async function recompute(connection, figures, depthMax) {
  const sums = ['reports', ...figures]
      .map((name) => `sum(${name})::BIGINT AS ${name}`).join(', ');
  const names = ['reports', ...figures].join(', ');
  const begin = performance.now();
  await connection.run(
      'CREATE OR REPLACE TEMP TABLE own AS SELECT region, year, ' +
      sums.replace('sum(reports)', 'count(*)') +
      ' FROM report GROUP BY region, year');
  const leafSeconds = (performance.now() - begin) / 1000;
  for (let depth = depthMax; depth >= 0; --depth) {
    const below = depth === depthMax ? '' :
      ` UNION ALL SELECT parent, year, ${names} FROM total_${depth + 1} ` +
      'JOIN region ON id = region';
    await connection.run(
        `CREATE OR REPLACE TEMP TABLE total_${depth} AS SELECT region, year, ` +
        `${sums} FROM (SELECT region, year, ${names} FROM own JOIN region ` +
        `ON id = region WHERE depth = ${depth}${below}) GROUP BY region, year`);
  }
  return {leafSeconds, seconds: (performance.now() - begin) / 1000};
}

async function rowOf(connection, sql) {
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows[0].map(String);
}

// The root's totals are the sum of all reports, figure by figure.
async function check(connection, figures) {
  const sums = figures.map((name) => `sum(${name})`).join(', ');
  const root = await rowOf(
      connection, `SELECT sum(reports), ${sums} FROM total_0`);
  const reports = await rowOf(
      connection, `SELECT count(*), ${sums} FROM report`);
  if (root.join() !== reports.join()) {
    fail('the root\'s totals are not the sum of the reports');
  }
  const [rows] = await rowOf(connection, 'SELECT count(*) FROM own');
  return {reports: Number(reports[0]), leafRows: Number(rows)};
}

async function measure(options, folder) {
  const {DuckDBInstance, version} = loadDuckDb(options);
  const settings = {temp_directory: join(folder, 'spill')};
  if (options.threads) settings.threads = options.threads;
  if (options.memory) settings.memory_limit = options.memory;
  const database = options.database ?? join(folder, 'reports.duckdb');
  const loaded = existsSync(database);
  const instance = await DuckDBInstance.create(database, settings);
  const connection = await instance.connect();
  const regions = readRegions(join(options.input, 'regions.csv'));
  const depthMax = regions.reduce((most, {depth}) => Math.max(most, depth), 0);

  const begin = performance.now();
  const figures = loaded ? await loadedFigures(connection) :
    await load(connection, options.input, regions);
  const loadSeconds = (performance.now() - begin) / 1000;
  const runs = [];
  for (let i = 0; i < options.runs; ++i) {
    runs.push(await recompute(connection, figures, depthMax));
  }
  const {reports, leafRows} = await check(connection, figures);
  const [threads, memory] = await rowOf(
      connection,
      'SELECT current_setting(\'threads\'), current_setting(\'memory_limit\')');
  connection.closeSync();
  instance.closeSync();
  runs.sort((a, b) => a.seconds - b.seconds);
  const median = runs[Math.floor((runs.length - 1) / 2)];
  const rounded = (value) => Math.round(value * 1000) / 1000;
  return {
    peer: 'duckdb', version: version(), threads: Number(threads), memory,
    reports, regions: regions.length, leaf_rows: leafRows,
    cells: figures.length, load_seconds: rounded(loadSeconds),
    leaf_seconds: rounded(median.leafSeconds), seconds: rounded(median.seconds),
    all_seconds: runs.map(({seconds}) => rounded(seconds)),
  };
}

const options = readOptions();
const folder = mkdtempSync(join(options.folder, 'disclosure-peer-'));
process.on('exit', () => rmSync(folder, {recursive: true, force: true}));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => fail(`ended by ${signal}`));
}
console.log(JSON.stringify(await measure(options, folder)));
