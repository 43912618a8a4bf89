// GraphQL over HTTP, and a server of HTTP/2, in ES modules; the app knows nothing of the agent.
import { createServer } from 'node:http';
import http2 from 'node:http2';
import { GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql';
// Another file of a library that is watched.
import { parse } from 'graphql/language/parser.js';
import { Server } from 'socket.io';

const Author = new GraphQLObjectType({
  name: 'Author',
  fields: {
    name: { type: GraphQLString },
    books: {
      type: new GraphQLList(GraphQLInt),
      resolve: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return [1, 2];
      },
    },
    secret: {
      type: GraphQLString,
      resolve: () => {
        throw new RangeError('not for you');
      },
    },
  },
});
const Query = new GraphQLObjectType({
  name: 'Query',
  fields: {
    authors: {
      type: new GraphQLList(Author),
      args: { count: { type: GraphQLInt } },
      resolve: (_source, { count }) => Array.from({ length: count }, (_, at) => ({ name: `author ${at}` })),
    },
  },
});
parse('{ authors(count: 1) { name } }');
const schema = new GraphQLSchema({ query: Query });

const server = createServer(async (request, response) => {
  if (request.url.startsWith('/socket.io')) return;
  let source = '';
  for await (const chunk of request) source += chunk;
  response.end(JSON.stringify(await graphql({ schema, source })));
});

// A chat, and a client of it on request.
const chat = new Server(server);
chat.on('connection', (socket) => {
  socket.on('say', async (text, answer) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await fetch(`http://127.0.0.1:${second.address().port}`).catch(() => undefined);
    answer(`heard ${text}`);
  });
  socket.once('shout', (text, answer) => answer(text.toUpperCase()));
});

const second = http2.createServer((request, response) => {
  if (request.url.startsWith('/fails')) response.statusCode = 500;
  response.end(`over ${request.httpVersion}`);
});
second.listen(0, '127.0.0.1', () =>
  server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
    console.log(`second ${second.address().port} listening ${server.address().port}`);
  }),
);
