# Turns daemon/assets/* into an object for bpvd. Wants OUT, CC, CPPFLAGS, CFLAGS; gives DAEMON_ASSET_OBJECTS.

DAEMON_ASSET_FILES := $(sort $(filter-out %~,$(wildcard daemon/assets/*)))
DAEMON_ASSET_OBJECTS := $(OUT)/daemon/embedded_assets.o

$(OUT)/daemon/embedded_assets.c: daemon/embed_assets.sh daemon/assets $(DAEMON_ASSET_FILES)
	@mkdir -p $(@D)
	sh daemon/embed_assets.sh daemon/assets > $@.new && mv $@.new $@

$(DAEMON_ASSET_OBJECTS): $(OUT)/daemon/embedded_assets.c daemon/assets.h
	$(CC) $(CPPFLAGS) -Idaemon $(CFLAGS) -c $< -o $@
