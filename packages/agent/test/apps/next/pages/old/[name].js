export function getServerSideProps({ params }) {
  return { props: { name: params.name } };
}

export default function Old({ name }) {
  return <p>old {name}</p>;
}
