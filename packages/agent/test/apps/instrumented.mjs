// The work with libraries that are imported.
import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';
import { trace } from '@opentelemetry/api';
import bunyan from 'bunyan';
import express from 'express';
import genericPool from 'generic-pool';
import memoizer from 'lru-memoizer';
import pg from 'pg';
import pino from 'pino';
import * as undici from 'undici';
import winston from 'winston';
import work from './instrumented-work.cjs';

await work({ dns, express, fs, genericPool, memoizer, net, pg, undici, winston, pino, bunyan, trace });
