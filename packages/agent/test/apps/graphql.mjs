// GraphQL alone, as an ES module; the app knows nothing of the agent.
import { createServer } from 'node:http';
import { GraphQLObjectType, GraphQLSchema, GraphQLString, graphql } from 'graphql';

const fails = () => {
  throw new RangeError('not for you');
};
const fields = {
  greeting: { type: GraphQLString, resolve: async () => 'hello' },
  secret: { type: GraphQLString, resolve: fails },
};
const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });

const server = createServer(async (request, response) => {
  let source = '';
  for await (const chunk of request) source += chunk;
  response.end(JSON.stringify(await graphql({ schema, source })));
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
