/**
 * The name of the model that answered: `<provider>/<echoed>`. An echoed `sim/…` stays as it is, so
 * that a simulated answer can never pass for a model's; without an echo the model sent stands in.
 */
export function servedModel(provider: string, echoed: unknown, sent: string): string {
  const name = typeof echoed === 'string' && echoed !== '' ? echoed : sent;
  return name.startsWith('sim/') ? name : `${provider}/${name}`;
}
