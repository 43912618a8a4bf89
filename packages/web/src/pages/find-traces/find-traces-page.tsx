export function FindTracesPage() {
  return <main className="page">traces</main>;
}
