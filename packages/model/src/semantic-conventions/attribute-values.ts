/**
 * Values that changed together with their names (semantic conventions v1.44: registry/attributes/db, network, rpc).
 */
import type { PlainValue } from './attribute-rule.ts';

const DB_SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['adabas', 'softwareag.adabas'],
  ['cache', 'intersystems.cache'],
  ['cosmosdb', 'azure.cosmosdb'],
  ['db2', 'ibm.db2'],
  ['dynamodb', 'aws.dynamodb'],
  ['firebird', 'firebirdsql'],
  ['h2', 'h2database'],
  ['hanadb', 'sap.hana'],
  ['informix', 'ibm.informix'],
  ['ingres', 'actian.ingres'],
  ['intersystems_cache', 'intersystems.cache'],
  ['maxdb', 'sap.maxdb'],
  ['mssql', 'microsoft.sql_server'],
  ['netezza', 'ibm.netezza'],
  ['oracle', 'oracle.db'],
  ['redshift', 'aws.redshift'],
  ['spanner', 'gcp.spanner'],
]);

const TRANSPORTS: ReadonlyMap<string, string> = new Map([
  ['ip_tcp', 'tcp'],
  ['ip_udp', 'udp'],
  ['IP.TCP', 'tcp'],
  ['IP.UDP', 'udp'],
]);

const RPC_SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['apache_dubbo', 'dubbo'],
  ['connect_rpc', 'connectrpc'],
]);

const PROTOCOL_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['2.0', '2'],
  ['3.0', '3'],
  ['HTTP/1.0', '1.0'],
  ['HTTP/1.1', '1.1'],
  ['HTTP/2', '2'],
  ['HTTP/2.0', '2'],
  ['HTTP/3', '3'],
]);

export const dbSystemName = (value: PlainValue): PlainValue => mapped(DB_SYSTEMS, value);
export const networkTransport = (value: PlainValue): PlainValue => mapped(TRANSPORTS, value);
export const rpcSystemName = (value: PlainValue): PlainValue => mapped(RPC_SYSTEMS, value);
export const protocolVersion = (value: PlainValue): PlainValue => mapped(PROTOCOL_VERSIONS, value);

/** Ports and status codes that some senders write as text; anything else is left as it is. */
export function asInteger(value: PlainValue): PlainValue {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

/** RPC status codes are names or numbers as text since they left `rpc.grpc.*`. */
export const asText = (value: PlainValue): PlainValue => String(value);

function mapped(names: ReadonlyMap<string, string>, value: PlainValue): PlainValue {
  return typeof value === 'string' ? (names.get(value) ?? value) : value;
}
