/** What a new configuration begins as: every section with a line that says what it is for. */
export const FRESH = `# Pithead's configuration. "npx pithead check" says whether it is good; every key is in docs/CONFIG.md.
# Secrets stand in the file .env beside this one and are named here: "\${NAME}".

# Where it listens. publicUrl: the address senders reach it at, through your tunnel or proxy.
server:
  # publicUrl: https://hooks.example.org

# Where messages go. With no routes, every event goes to every channel.
channels:

# Who may give commands in the chats; nobody else gets an answer.
operators:

# Who may send webhooks, each to its own address: /hooks/NAME.
sources:

# Which events go where, for example:
# routes:
#   - { name: failures, source: github, when: 'event.type == "workflow_run"', to: [ops], severity: warning }
`;
