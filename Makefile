.PHONY: notebooks-smoke
notebooks-smoke:
	npm run smoke
