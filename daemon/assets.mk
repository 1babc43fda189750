# Turns daemon/assets/* into an object for bpvd. Wants OUT, CC, CPPFLAGS, CFLAGS; gives DAEMON_ASSET_OBJECTS.

DAEMON_ASSET_FILES := $(sort $(filter-out %~,$(wildcard daemon/assets/*)))
DAEMON_ASSET_OBJECTS := $(OUT)/daemon/embedded_assets.o
DAEMON_ASSET_LIST := $(OUT)/daemon/embedded_assets.list

# The list changes when a file is added or removed. (The folder itself cannot be a prerequisite: make would build it
# from assets.c.)
.PHONY: daemon-asset-list
$(DAEMON_ASSET_LIST): daemon-asset-list
	@mkdir -p $(@D)
	@echo '$(DAEMON_ASSET_FILES)' | cmp -s - $@ || echo '$(DAEMON_ASSET_FILES)' > $@

$(OUT)/daemon/embedded_assets.c: daemon/embed_assets.sh $(DAEMON_ASSET_LIST) $(DAEMON_ASSET_FILES)
	sh daemon/embed_assets.sh daemon/assets > $@.new && mv $@.new $@

$(DAEMON_ASSET_OBJECTS): $(OUT)/daemon/embedded_assets.c daemon/assets.h
	$(CC) $(CPPFLAGS) -Idaemon $(CFLAGS) -c $< -o $@
