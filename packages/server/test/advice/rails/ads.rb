# A small Rails app: a week with its breaks and their slots, through associations.
#
# With FIXED=1 its query does what the advice of the finding says. Either way it looks up the station of each break, which Rails
# answers from what it has already read.

require "rails"
require "action_controller/railtie"
require "active_record/railtie"

class Ads < Rails::Application
  config.eager_load = false
  config.consider_all_requests_local = true
  config.hosts.clear
  config.secret_key_base = "of no use"
  config.logger = Logger.new(IO::NULL)
  routes.append { get "/weeks/:id", to: "weeks#show" }
end

class Station < ActiveRecord::Base
  self.table_name = "rails_stations"
end

class Week < ActiveRecord::Base
  self.table_name = "rails_weeks"
  has_many :breaks
end

class Break < ActiveRecord::Base
  self.table_name = "rails_breaks"
  has_many :slots
end

class Slot < ActiveRecord::Base
  self.table_name = "rails_slots"
end

class WeeksController < ActionController::API
  def show
    weeks = ENV["FIXED"] == "1" ? Week.includes(breaks: :slots) : Week
    week = weeks.find(params[:id])
    breaks = week.breaks.map do |each|
      { name: each.name, station: Station.find(week.station_id).name, slots: each.slots.map(&:name) }
    end
    render json: { name: week.name, breaks: breaks }
  end
end

Ads.initialize!
