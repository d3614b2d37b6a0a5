workspaces_project = 1301
